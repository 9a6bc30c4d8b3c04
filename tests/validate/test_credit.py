"""Points that remain for a mistake, and follow-through: what could never be paid is found."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.assignment import load_assignment
from grader.cli import main
from grader.trial import Bench
from grader.validate.credit import examine_credit
from grader.validate.files import examine_table
from grader.validate.flaw import Row

ITEM = "exercises[0].items[1]"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = tmp_path_factory.mktemp("course")
    arguments = ["new", "lesson", "--course", str(course)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    return course


@pytest.fixture
def course(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "course")
    return tmp_path / "course"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def put(course: Path, *keys: str) -> Path:
    """Give the exercise's second item these keys; return the assignment's file."""
    path = course / "assignments/lesson/assignment.toml"
    change(path, "points = 8", "\n".join(["points = 8", *keys]))
    return path


def credit(course: Path) -> Row:
    folder, solutions = course / "assignments/lesson", course / "solutions/lesson"
    return examine_credit(load_assignment(folder, solutions), Bench(folder, solutions))


@pytest.mark.parametrize(
    ("keys", "place", "words"),
    [
        ("partial.absolute = 9", f"{ITEM}.partial.absolute", "from 0 to the item's points, 8"),
        ("partial.absolute = -1", f"{ITEM}.partial.absolute", "from 0 to the item's points, 8"),
        ("partial.absolute = nan", f"{ITEM}.partial.absolute", "from 0 to the item's points, 8"),
        ("partial = 3", ITEM, "Expected `object`"),
        ("follow_through = 1.5", ITEM, "<= 1"),
        ("follow_through = true", ITEM, "Expected `float`"),
    ],
)
def test_a_wrong_value_is_named_by_its_key(course: Path, keys: str, place: str, words: str) -> None:
    [fault] = examine_table(put(course, keys).parent).faults
    assert fault.key == place
    assert words in fault.sentence


@pytest.mark.parametrize(
    ("keys", "place", "words"),
    [
        ("partial.sum = 2", f"{ITEM}.partial.sum", "not the id of a mistake"),
        ("follow_through = 0.5", f"{ITEM}.follow_through", "mean_squared_error has neither"),
    ],
)
def test_what_can_never_be_paid_is_named_by_its_key(
    course: Path, keys: str, place: str, words: str
) -> None:
    path = put(course, keys)
    assert examine_table(path.parent).faults == ()
    [fault] = credit(course).faults
    assert (fault.file, fault.key) == (str(path), place)
    assert words in fault.sentence


def test_a_mistake_of_another_exercise_leaves_nothing(course: Path) -> None:
    put(course, "partial.absolute = 1")
    mistakes = course / "solutions/lesson/mistakes.py"
    change(mistakes, '"absolute", EXERCISE', '"absolute", "elsewhere"')
    [fault] = credit(course).faults
    assert fault.sentence == "is a mistake of elsewhere, not of mean_squared_error"


def test_mistakes_that_cannot_be_loaded_are_said_elsewhere(course: Path) -> None:
    put(course, "partial.absolute = 1", "follow_through = 0.5")
    (course / "solutions/lesson/mistakes.py").write_text("1 / 0", encoding="utf-8")
    assert [fault.key for fault in credit(course).faults] == [f"{ITEM}.follow_through"]


@pytest.mark.parametrize(
    "earlier",
    ['upstream = ("mean_squared_error",)', "def own_cases(self, rng):\n        return iter(())"],
)
def test_credit_that_can_be_paid_is_no_fault(course: Path, earlier: str) -> None:
    path = put(course, "follow_through = 0.5", "partial = { absolute = 8, sum_not_mean = 0 }")
    change(path, "[title]", 'hints = "what"\n\n[title]')
    change(path, 'kind = "function"', 'kind = "function"\nvectorised = true')
    change(path.parent / "exercises.py", "    def run(self", f"    {earlier}\n\n    def run(self")
    assert examine_table(path.parent).faults == ()
    assert credit(course) == Row("credit", "2 partial, 1 follow-through")
    assignment = load_assignment(path.parent, None)
    assert (assignment.hints, assignment.vectorised) == ("what", {"mean_squared_error"})


def test_the_level_of_hints_is_one_of_three(course: Path) -> None:
    path = put(course)
    change(path, "[title]", 'hints = "all"\n\n[title]')
    [fault] = examine_table(path.parent).faults
    assert "Invalid enum value 'all'" in fault.sentence


def test_validation_shows_the_credit(course: Path) -> None:
    put(course, "partial.absolute = 2")
    arguments = ["validate", str(course / "assignments/lesson"), "--no-kernel", "--seeds", "1"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "1 partial, 0 follow-through" in result.output
