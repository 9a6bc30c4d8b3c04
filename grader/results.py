"""The folder that a class run writes: one folder for each student, the class page, the gradebook.

A report is finished when its report.json is there, for that is written last. The class page and the
gradebook are there only when the whole class is done.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from grader.errors import CannotWrite, UserError
from grader.files import remove_unfinished, write_whole

PAGE = "feedback.html"
"""The annotated copy of a notebook that a browser shows."""
COPIES = ("feedback.ipynb", PAGE)
"""What is written beside a report when annotated copies are asked for."""
CLASS = ("run.json", "index.html", "gradebook.csv")
"""What is written at the end, in this order."""

_ROOM = 1 << 16
"""Bytes that must fit into the folder before anybody is graded."""


@contextmanager
def opened(out: Path) -> Iterator[None]:
    """Hold the folder for one run, rid of what a killed run left.

    This process's temporary files go to a folder inside it meanwhile, which is removed at the end.
    Raises CannotWrite, or UserError when another run holds the folder.
    """
    with writing(out):
        (out / "students").mkdir(parents=True, exist_ok=True)
    with _held(out):
        before = tempfile.tempdir
        try:
            with writing(out):
                _clear(out)
                scratch(out).mkdir(mode=0o700)
                write_whole(scratch(out) / "room", bytes(_ROOM))
                (scratch(out) / "room").unlink()
            tempfile.tempdir = str(scratch(out))
            yield
        finally:
            tempfile.tempdir = before
            with suppress(OSError):
                _clear(out)


def scratch(out: Path) -> Path:
    """Return where the processes of a run put their temporary files."""
    return out / ".scratch"


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Say so when the folder does not take what is written. Raises CannotWrite."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{out} cannot be written: {error.strerror or error}") from None


def begin(out: Path) -> None:
    """Remove an earlier run's class page and gradebook: those of this run come at its end."""
    with writing(out):
        for name in CLASS:
            (out / name).unlink(missing_ok=True)


def write_student(
    out: Path,
    folder: str,
    page: bytes,
    report: bytes,
    copies: Mapping[str, bytes],
    faults: Sequence[str],
) -> None:
    """Write all that there is of one submission, report.json last. Raises CannotWrite.

    Sentences about faults of ours go beside the reports, not among them: they are not for students.
    """
    place, ours = out / "students" / folder, _faults(out, folder)
    with writing(out):
        place.mkdir(exist_ok=True)  # its parent must be there: a folder that vanished stays gone
        if faults:
            write_whole(ours, "\n\n".join(faults).encode("utf-8", "replace"), mode=0o600)
        else:
            ours.unlink(missing_ok=True)
        for name in COPIES:
            if name in copies:
                write_whole(place / name, copies[name])
            else:
                (place / name).unlink(missing_ok=True)
        write_whole(place / "report.html", page)
        write_whole(place / "report.json", report)


def finished_report(out: Path, folder: str) -> bytes | None:
    """Return a student's report.json; None when it is not there, or a fault of ours was met."""
    place = out / "students" / folder
    if not (place / "report.html").is_file() or _faults(out, folder).exists():
        return None
    try:
        return (place / "report.json").read_bytes()
    except OSError:
        return None


def copies_there(out: Path, folder: str) -> tuple[str, ...]:
    """Name the annotated copies that are beside a student's report."""
    return tuple(name for name in COPIES if (out / "students" / folder / name).is_file())


def write_class(out: Path, contents: Mapping[str, bytes], folders: Iterable[str]) -> None:
    """Write what is about the whole class, by name; everyone's report must still be there.

    Raises CannotWrite.
    """
    with writing(out):
        gone = [f for f in folders if not (out / "students" / f / "report.json").is_file()]
        if gone:
            raise CannotWrite(f"{len(gone)} reports have vanished from {out} meanwhile")
        for name in CLASS:
            write_whole(out / name, contents[name])


def _faults(out: Path, folder: str) -> Path:
    return out / "faults" / f"{folder}.txt"


def _clear(out: Path) -> None:
    shutil.rmtree(scratch(out), ignore_errors=True)
    for folder in (out, *out.glob("students/*"), out / "faults"):
        remove_unfinished(folder)


@contextmanager
def _held(out: Path) -> Iterator[None]:
    """Lock the folder until the block, or this process, ends."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(out, os.O_RDONLY)
    try:
        with suppress(OSError):  # where it cannot be locked, the person takes care
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UserError(
                    f"another run is writing to {out}; wait, or choose another"
                ) from None
        yield
    finally:
        os.close(descriptor)
