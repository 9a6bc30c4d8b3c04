"""What mistakes are said to look like: validation finds what right code looks like as well."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.assignment import load_assignment
from grader.cli import main
from grader.trial import Bench
from grader.validate.flaw import Row
from grader.validate.looks import examine_looks


@pytest.fixture
def course(tmp_path: Path) -> Path:
    made = CliRunner().invoke(main, ["new", "lesson", "--course", str(tmp_path)])
    assert made.exit_code == 0
    return tmp_path


def looks(course: Path, more: str = "") -> Row:
    folder, solutions = course / "assignments/lesson", course / "solutions/lesson"
    texts = solutions / "mistakes.toml"
    texts.write_text(texts.read_text("utf-8") + more, encoding="utf-8")
    return examine_looks(load_assignment(folder, solutions), Bench(folder, solutions), solutions)


def test_looks_that_tell_are_counted(course: Path) -> None:
    assert looks(course) == Row("looks", "2 of 2 say what they look like")


def test_a_look_of_no_mistake_is_a_fault(course: Path) -> None:
    more = '\n[absolute_too]\nlooks_like = ["np.abs(...)"]\n'
    [fault] = looks(course, more).faults
    assert (fault.key, fault.sentence) == (
        "absolute_too",
        "is not the id of a mistake in mistakes.py",
    )


def test_a_look_that_the_solution_has_is_a_fault(course: Path) -> None:
    texts = course / "solutions/lesson/mistakes.toml"
    changed = texts.read_text("utf-8").replace('"np.abs(...)"', '"np.mean(...)"')
    texts.write_text(changed, encoding="utf-8")
    found = looks(course).faults
    assert {fault.sentence for fault in found} == {
        "looks like solution.ipynb, which is right", "looks like reference.py, which is right",
    }  # fmt: skip
    assert {fault.key for fault in found} == {"absolute"}
