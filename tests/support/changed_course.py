"""A copy of the small course that tests may change, and a graded class of it."""

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from course_fixture import COURSE
from resuming import grade, hand_in

from grader.cli import main


def graded_course(folder: Path) -> Path:
    """Grade the class once, for each test to take a copy of it."""
    course = shutil.copytree(
        COURSE, folder / "course", ignore=shutil.ignore_patterns("__pycache__")
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_COURSE", str(course))
        assert grade(hand_in(folder / "in"), folder / "out", "--lang", "en").exit_code == 0
    return folder


class ChangedCourse:
    """The small course in a folder of this test's own, its class handed in and graded."""

    def __init__(self, graded: Path, folder: Path, patch: pytest.MonkeyPatch) -> None:
        for name in ("course", "in", "out"):
            shutil.copytree(graded / name, folder / name)
        for note in (folder / "out" / "notes").iterdir():  # they hold whole paths
            note.write_text(note.read_text().replace(str(graded), str(folder)))
        patch.setenv("GRADER_COURSE", str(folder / "course"))
        patch.chdir(folder)
        self.assignment = folder / "course" / "assignments" / "double"
        self.solutions = folder / "course" / "solutions" / "double"
        self.handed_in = folder / "in"
        self.out = folder / "out"

    def grade(self, *options: str) -> Result:
        """Grade the class as it lies there."""
        result = grade(self.handed_in, self.out, *options)
        assert result.exit_code == 0, result.output
        return result

    def change(self, file: str, old: str, new: str) -> None:
        """Change a file of the assignment, or `reference.py`."""
        path = (self.solutions if file == "reference.py" else self.assignment) / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, command: str, *arguments: str) -> Result:
        """Run a command on the folder of results."""
        return CliRunner().invoke(main, [command, str(self.out), *arguments])

    def marks(self) -> dict[str, str]:
        """Return everybody's points by the gradebook."""
        return {row["student"]: row["score"] for row in _rows(self.out / "gradebook.csv")}

    def regraded(self) -> dict[str, dict[str, str]]:
        """Return the rows of what the last regrade wrote, by student."""
        return {row["student"]: row for row in _rows(self.out / "regrade.csv")}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
