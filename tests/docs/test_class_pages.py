"""The tutorial and the platforms' pages: what they say to type is typed, on a class as it comes.

Below their first heading they tell of what needs more than a class: a site that answers
(`tests/remote_course`), a container (`tests/package`), LTI (`tests/service/lti`).
"""

import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from course_lesson import ROOT
from platform_samples import SAMPLES, Files, laid, zipped

from grader.cli import main
from grader.export.exports import FILLERS
from grader.intake.layouts import LAYOUTS
from grader.sandbox import policy

pytestmark = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")

EXAMPLES = ROOT / "examples" / "regularization"
HANDED = [
    (EXAMPLES / f"{name}.ipynb").read_bytes()
    for name in ("20231047-bruno-lima", "julia-castro", "igor-teixeira")
]
ROSTER = b"id,name\nana,Ana Souza\n11,Bia Reis\n"
CANVAS = (
    b"Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (776)\n    Points Possible,,,,,100\n"
    b'"Q, P1",11,S1,p1@x.edu,A,\n"Q, P2",21,S2,p2@x.edu,A,\n'
)
MOODLE = (
    b'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
    b'"Grade can be changed","Last modified (grade)","Feedback comments"\n'
    b'"Participant 1","P1 Q",a@x.edu,Submitted,,100.00,Yes,-,\n'
)
BLACKBOARD = (
    b'"Last Name","First Name","Username","Student ID","Last Access","Availability",'
    b'"Lab 1 [Total Pts: 100 Score] |1234567"\n"Souza","Ana","ana_1","006","","Yes",""\n'
)
BRIGHTSPACE = (
    b"OrgDefinedId,Username,Last Name,First Name,Email,"
    b'"Lab 1 Points Grade <Numeric MaxPoints:100 Weight:5>",End-of-Line Indicator\n'
    b"#007,#ana,Souza,Ana,ana@x.edu,,#\n"
)
GRADESCOPE = (
    b"First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID\n"
    b"Ana,Souza,001,ana@example.org,A,,100.0,Missing,\n"
)


def of(platform: str) -> dict[str, bytes]:
    """Return three people's notebooks, called as a platform calls them."""
    sample = SAMPLES[platform]
    return dict(zip(sample.names, HANDED, strict=True)) | dict(sample.beside)


def packed(platform: str, archive: str, tables: Files) -> Callable[[Path], object]:
    """Return what lays a download and the tables that go with it into a folder."""
    return lambda folder: (zipped(folder / archive, of(platform)), laid(folder, tables))


PLAIN = dict(zip(("handed-in/ana.ipynb", "handed-in/bia.ipynb"), HANDED, strict=False))
IN_DRIVE = {f"Lab/{name} - Lab 1.ipynb": HANDED[n] for n, name in enumerate(("Ana", "Bia"))}
PAGES: Mapping[str, Callable[[Path], object]] = {
    "blackboard": packed(
        "blackboard", "gradebook_COURSE_Lab.zip", {"gc_download.xls": BLACKBOARD}
    ),
    "brightspace": packed(
        "brightspace", "download.zip", {"classlist.csv": ROSTER, "grades.csv": BRIGHTSPACE}
    ),
    "canvas": packed(
        "canvas", "submissions.zip", {"gradebook.csv": CANVAS, "grades.csv": CANVAS}
    ),
    "classroom": lambda folder: (
        zipped(folder / "drive-download-1.zip", IN_DRIVE), laid(folder, {"class.csv": ROSTER})
    ),
    "folder": lambda folder: (
        laid(folder, PLAIN),
        zipped(folder / "by-student" / "bia.zip", {"lab.ipynb": HANDED[1]}),
        laid(folder, {"by-student/ana/lab.ipynb": HANDED[0]}),
    ),
    "gradescope": packed("gradescope", "assignment_export.zip", {"grades.csv": GRADESCOPE}),
    "moodle": packed("moodle", "download.zip", {"worksheet.csv": MOODLE}),
    "nbgrader": lambda folder: laid(folder / "course", of("nbgrader")),
}  # fmt: skip
NO_CLASS = {"intake", "lti"}
"""Pages that have no download of their own."""


def commands(page: str, before: str = "## ") -> list[list[str]]:
    """Return what a page says to type, up to a heading."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8").partition(f"\n{before}")[0]
    typed = re.findall(r"^\$ grader (.*?)(?:\s+#.*)?$", text, re.MULTILINE)
    return [[word for given in shlex.split(line) for word in _spread(given)] for line in typed]


def _spread(word: str) -> list[str]:
    """Do what a shell does with an asterisk."""
    return [str(path) for path in Path().glob(word)] if "*" in word else [word]


def test_every_page_is_typed_or_has_no_class() -> None:
    there = {path.stem for path in (ROOT / "docs" / "lms").glob("*.md")}
    assert there == set(PAGES) | NO_CLASS
    assert {reader.name for reader in LAYOUTS} | set(FILLERS) <= set(PAGES)


@pytest.mark.thorough
@pytest.mark.sampled(4)
@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_to_type_works(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PAGES[page](tmp_path)
    monkeypatch.chdir(tmp_path)
    typed = commands(f"lms/{page}")
    assert {words[0] for words in typed} == {"grade", "export"}
    for words in typed:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, (words, done.output)
    rows = (tmp_path / "out" / "gradebook.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + (2 if page in ("folder", "classroom") else 3)
    assert any((tmp_path / "out" / "export").iterdir())


@pytest.mark.thorough
def test_what_the_tutorial_says_to_type_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path, PLAIN)
    monkeypatch.chdir(tmp_path)
    said = {}
    for words in commands("tutorial", "## A student checks a notebook"):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, (words, done.output)
        said[words[0]] = done.output
    assert list(said) == ["grade", "regrade", "override", "replay"]
    ana = (tmp_path / "results" / "gradebook.csv").read_text(encoding="utf-8").splitlines()[1]
    assert ana.startswith("ana,95"), "five points of the item are taken by the person's decision"
