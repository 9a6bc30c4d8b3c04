"""What validation says of answers that do no work and are paid all the same."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main


def run(*arguments: str) -> tuple[int, list[dict[str, str]]]:
    result = CliRunner().invoke(main, ["validate", *arguments, "--dishonest", "--format", "json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    rows = json.loads(result.stdout)["rows"]
    assert [row["what"] for row in rows] == ["reference", "dishonest answers"]
    return result.exit_code, rows[1]["faults"]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    made = CliRunner().invoke(main, ["new", "lesson", "--course", str(tmp_path)])
    assert made.exit_code == 0
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


GROUND = ', rests_on="tells_apart")'
PERFECT = '        return abs(got.number("perfect")) < 1e-9'

# what is changed in the skeleton; the answer, and words of what is said of it
FAULTS: dict[str, tuple[Callable[[Path, Path], None], str, str]] = {
    "an item that only asks for agreement": (
        lambda a, s: change(a / "exercises.py", GROUND, ")"),
        "zeros", "earns 2 in mean_squared_error.zero, where it may earn 0; let through by lesson",
    ),
    "a tolerance that is too wide": (
        lambda a, s: change(
            a / "exercises.py", "got.want[\"error\"])", "got.want[\"error\"], rtol=0.01)",
        ),
        "scaled", "mean_squared_error.*, where it must lose something",
    ),
    "an answer of the author's that is paid": (
        lambda a, s: change(s / "dishonest.py", "may_earn={\"zero\": 2}", "may_earn={}"),
        "largest", "earns 2 in mean_squared_error.zero",
    ),
    "an item that is not there": (
        lambda a, s: change(s / "dishonest.py", "may_earn={\"zero\": 2}", "may_earn={\"nil\": 2}"),
        "largest", "mean_squared_error.nil is not an item",
    ),
    "more than there is": (
        lambda a, s: change(s / "dishonest.py", "may_earn={\"zero\": 2}", "may_earn={\"zero\": 3}"),
        "largest", "has 2 points, not 3",
    ),
    "an exercise that is not there": (
        lambda a, s: change(s / "dishonest.py", "may_earn={", "judged=(\"other\",), may_earn={"),
        "largest", "other is neither an exercise nor an item",
    ),
    "an answer that is not there": (
        lambda a, s: change(s / "dishonest.py", "may_earn={", "together=(\"x\",), may_earn={"),
        "largest", "given together with x",
    ),
    "an item that is allowed and is not there": (
        lambda a, s: change(s / "dishonest.py", "] = ()", "] = (Allowed(\"a.b\", 1, \"c\"),)"),
        "a.b", "ALLOWED: is not an item",
    ),
    "a file that cannot be loaded": (
        lambda a, s: change(s / "dishonest.py", "import numpy as np", "import nothing_of_the_kind"),
        "", "ModuleNotFoundError",
    ),
    "a check that raises": (
        lambda a, s: change(
            a / "exercises.py", PERFECT, f"        1 / got.values['error']\n{PERFECT}"
        ),
        "mute", "the check of mean_squared_error, case lesson",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_overpaid_is_told_with_the_answer_the_item_and_the_cases(
    course: Path, name: str
) -> None:
    put, answer, words = FAULTS[name]
    put(course / "assignments" / "lesson", course / "solutions" / "lesson")
    exit_code, faults = run(str(course / "assignments" / "lesson"))
    assert exit_code == 1
    assert [f for f in faults if f["key"] == answer and words in f["sentence"]], faults


def test_what_is_allowed_is_not_overpaid(course: Path) -> None:
    folder, solutions = course / "assignments" / "lesson", course / "solutions" / "lesson"
    change(folder / "exercises.py", GROUND, ")")
    paid = {fault["key"] for fault in run(str(folder))[1]}
    assert "zeros" in paid
    item = 'Allowed("mean_squared_error.zero", 2, "costs nothing", ("zer*",))'
    change(solutions / "dishonest.py", "...] = ()", f"...] = ({item},)")
    assert {fault["key"] for fault in run(str(folder))[1]} == paid - {"zeros"}


def test_an_altered_answer_may_be_allowed_to_lose_nothing(course: Path) -> None:
    folder, solutions = course / "assignments" / "lesson", course / "solutions" / "lesson"
    wide = 'got.want["error"]'
    change(folder / "exercises.py", f"{wide})", f"{wide}, rtol=0.01)")
    assert {fault["key"] for fault in run(str(folder))[1]} == {"scaled"}
    item = 'Allowed("mean_squared_error.*", 10, "near enough", ("scaled",))'
    change(solutions / "dishonest.py", "...] = ()", f"...] = ({item},)")
    assert run(str(folder)) == (0, [])


def test_a_new_assignment_has_no_holes(course: Path) -> None:
    assert run(str(course / "assignments" / "lesson"), "--seeds", "3") == (0, [])


def test_one_exercise_can_be_tried_alone(course: Path) -> None:
    folder = str(course / "assignments" / "lesson")
    change(Path(folder) / "exercises.py", GROUND, ")")
    assert run(folder, "--exercise", "mean_squared_error")[1]
    result = CliRunner().invoke(main, ["validate", folder, "--dishonest", "--exercise", "other"])
    assert result.exit_code == 2
    assert "other" in result.output


def test_the_table_names_every_overpaid_item(course: Path) -> None:
    folder = course / "assignments" / "lesson"
    change(folder / "exercises.py", GROUND, ")")
    output = CliRunner().invoke(main, ["validate", str(folder), "--dishonest"]).output
    assert "mean_squared_error.zero" in "".join(output.split())
    assert sys.modules.get("reference") is None
