"""Three people's hand-ins as each platform packs them, in folders, zips and tars."""

import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Files = Mapping[str, bytes]


def _in_the_same_folder(mine: str, other: str) -> str:
    return f"{mine.rpartition('/')[0]}/{other}"


@dataclass(frozen=True)
class Sample:
    """What a platform calls the files of three people."""

    names: tuple[str, str, str]
    beside: Files = field(default_factory=dict)
    """What the platform puts beside them, by name."""
    forged: Callable[[str, str], str] = _in_the_same_folder
    """What the platform makes of the first person's file if that is called as another's is."""


METADATA = """\
submission_901:
  :submitters:
  - :name: Ana Souza
    :sid: '001'
    :email: ana@example.org
  :created_at: 2026-11-27 22:05:03.123456000 Z
  :score: 3.0
  :status: processed
  :results:
    output: |
      submission_999:
        :submitters:
        - :name: nobody
  :history:
  - :id: 7
    :created_at: 2026-11-20 01:02:03.000000000 Z
submission_902:
  :submitters:
  - :name: "Bia \\xC7ok \\"B\\""
    :sid: '002'
    :email: bia@example.org
  :created_at: 2026-11-28 22:05:03.123456000 Z
submission_903:
  :submitters:
  - :name: 'Caio D''Ávila'
    :sid: '003'
    :email:
  - :name: Davi
    :sid: '004'
    :email: davi@example.org
  :created_at: 2026-11-30 22:05:03.123456000 Z
""".encode()


def about(name: str, username: str) -> bytes:
    """Return what Blackboard writes about an attempt."""
    return f"""\
Name: {name} ({username})
Assignment: Lab 1
Date Submitted: Friday, November 27, 2026 10:05:03 PM BRT
Current Grade: Needs Grading

Submission Field:
There is no student submission text data for this assignment.

Comments:
There are no student comments for this assignment.

Files:
\tOriginal filename: lab.ipynb
\tFilename: Lab 1_{username}_attempt_2026-11-27-22-05-03_lab.ipynb
""".encode()


SAMPLES: Mapping[str, Sample] = {
    "moodle": Sample(
        tuple(f"P{n} Q_{n}_assignsubmission_file/lab.ipynb" for n in (1, 2, 3))  # type: ignore[arg-type]
    ),
    "canvas": Sample(
        ("pq1_11_901_lab.ipynb", "pq2_21_902_lab.ipynb", "pq3_31_903_lab.ipynb"),
        forged=lambda mine, other: f"pq1_11_95{other[2]}_{other}",
    ),
    "gradescope": Sample(
        ("e/submission_901/lab.ipynb", "e/submission_902/lab.ipynb", "e/submission_903/lab.ipynb"),
        {"e/submission_metadata.yml": METADATA},
    ),
    "blackboard": Sample(
        (
            "Lab 1_ana_1_attempt_2026-11-27-22-05-03_lab.ipynb",
            "Lab 1_bia_attempt_2026-11-27-22-05-04_lab.ipynb",
            "Lab 1_caio_attempt_2026-11-27-22-05-05_lab.ipynb",
        ),
        {"Lab 1_ana_1_attempt_2026-11-27-22-05-03.txt": about("Ana Souza", "ana_1")},
        forged=lambda mine, other: mine.replace("lab.ipynb", other),
    ),
    "brightspace": Sample(
        (
            "101-77 - Ana Souza - Nov 27, 2026 1005 PM/lab.ipynb",
            "102-77 - Bia D - Reis - Nov 27, 2026 1105 PM/lab.ipynb",
            "103-77 - Caio - Nov 28, 2026 905 AM/lab.ipynb",
        ),
        {"index.html": b"<html>"},
    ),
    "nbgrader": Sample(
        ("submitted/s1/ps1/lab.ipynb", "submitted/s2/ps1/lab.ipynb", "submitted/s3/ps1/lab.ipynb"),
    ),
}


def laid(folder: Path, files: Files) -> Path:
    """Write files into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def zipped(path: Path, files: Files) -> Path:
    """Write files into a zip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zip_bytes(files))
    return path


def zip_bytes(files: Files) -> bytes:
    """Return a zip of files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def tarred(path: Path, files: Files, mode: str = "w:gz") -> Path:
    """Write files into a tar."""
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


FORMS: Mapping[str, Callable[[Path, Files], Path]] = {
    "folder": lambda place, files: laid(place / "class", files),
    "zip": lambda place, files: zipped(place / "class.zip", files),
    "tar.gz": lambda place, files: tarred(place / "class.tar.gz", files),
    "tar": lambda place, files: tarred(place / "class.tar", files, "w"),
    "zip in a folder": lambda place, files: zipped(place / "in" / "class.zip", files).parent,
    "zip in a zip": lambda place, files: zipped(
        place / "out.zip", {"room/class.zip": zip_bytes(files)}
    ),
    "zip in a zip in a zip": lambda place, files: zipped(
        place / "out.zip", {"term.zip": zip_bytes({"room/class.zip": zip_bytes(files)})}
    ),
    "zip in a tar.gz": lambda place, files: tarred(
        place / "out.tgz", {"room/class.zip": zip_bytes(files)}
    ),
}
"""Everything that the hand-ins of a class come in."""


def files_of(sample: Sample, names: Sequence[str] = ()) -> dict[str, bytes]:
    """Return a platform's files: what each person handed in tells its own name."""
    handed = {name: f"x = {name!r}\n".encode() for name in names or sample.names}
    return {**handed, **sample.beside}
