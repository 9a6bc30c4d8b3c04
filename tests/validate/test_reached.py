"""What no case of an assignment comes to is noted: whoever has it wrong keeps full marks."""

from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.commands.new import run_new
from grader.prepare import Prepared, prepare
from grader.trial import Bench
from grader.validate.flaw import Row
from grader.validate.reached import examine_reached
from grader.validate.reference import seeds_of

REFERENCE = '''"""The reference."""

import numpy as np


def halved(number):
    return number / 2


class Never:
    def called(self):
        return 1


def mean_squared_error(y_pred, y_true):
    """Return the mean."""
    if y_pred.shape != y_true.shape:
        raise ValueError("shapes differ")
    if y_pred.size > 1_000_000:
        print("this takes a while")
        scale = (
            y_pred.max()
        )
    def squared(x):
        return x ** 2
    error = y_pred - y_true
    for _ in range(0):
        error = error + 1
    return np.mean(squared(error))
'''


def examined(course: Path) -> Row:
    folder, solutions = course / "assignments" / "lesson", course / "solutions" / "lesson"
    assignment = load_assignment(folder, solutions)
    prepared = [prepare(assignment, seed) for seed in seeds_of(2)]
    return examine_reached(Bench(folder, solutions), solutions, prepared)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    run_new("lesson", tmp_path)
    return tmp_path


def test_all_of_a_new_assignment_is_reached(course: Path) -> None:
    row = examined(course)
    assert row.notes == ()
    assert row.result == "1 of 1 statements"


def test_what_no_case_comes_to_is_noted_and_nothing_else(course: Path) -> None:
    (course / "solutions" / "lesson" / "reference.py").write_text(REFERENCE, encoding="utf-8")
    row = examined(course)
    assert [note.partition(":")[0] for note in row.notes] == ["mean_squared_error"] * 2
    assert "line 21 of reference.py (scale = y_pred.max())" in row.notes[0]
    assert "line 28 of reference.py (error = error + 1)" in row.notes[1]
    assert row.result == "6 of 8 statements"
    assert row.faults == ()


def test_what_one_seed_comes_to_is_reached(course: Path) -> None:
    folder, solutions = course / "assignments" / "lesson", course / "solutions" / "lesson"
    assignment = load_assignment(folder, solutions)

    def largest(prepared: Prepared) -> float:
        return max(float(case.question.case.inputs["y_pred"].max()) for case in prepared.cases)

    lower, higher = sorted((prepare(assignment, seed) for seed in seeds_of(2)), key=largest)
    told = REFERENCE.replace("y_pred.size > 1_000_000", f"y_pred.max() > {largest(lower)}")
    (solutions / "reference.py").write_text(told, encoding="utf-8")
    bench = Bench(folder, solutions)
    of_one, of_both = (
        examine_reached(bench, solutions, some) for some in ([lower], [lower, higher])
    )
    assert "line 21" in of_one.notes[0]
    assert [note.partition(" of ")[0][-7:] for note in of_both.notes] == ["line 28"]
