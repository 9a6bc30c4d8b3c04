"""Small changes of right code: which there are, and what validation says of them."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from course_lesson import Lesson

from grader.cli import main
from grader.prepare import prepare
from grader.trial import Bench
from grader.validate.mutants import suite
from grader.validate.mutants.alternatives import changes_of_alternatives, tried_alternatives
from grader.validate.mutants.change import mutants
from grader.validate.mutants.lines import changed_lines
from grader.validate.reference import seeds_of

SOURCE = '''
import numpy as np

def mean(x, axis=None):
    """Return the mean: not changed."""
    total = 0
    for one in range(len(x)):
        total += x[one].T
    return total / np.sum(x, axis=1) if axis is None else -total

class Layer:
    def forward(self, x):
        return x @ self.W

LEFT = 1 + 1
'''
EXPECTED = {
    "mean: without total = 0",
    "mean: 0 -> 1",
    "mean: range(len(x)) -> range(1, len(x))",
    "mean: range(len(x)) -> range(len(x) - 1)",
    "mean: total += x[one].T -> total -= x[one].T",
    "mean: total += x[one].T -> total = x[one].T",
    "mean: without total += x[one].T",
    "mean: x[one].T -> x[one]",
    "mean: total / np.sum(x, axis=1) -> total * np.sum(x, axis=1)",
    "mean: total / np.sum(x, axis=1) -> np.sum(x, axis=1) / total",
    "mean: np.sum(x, axis=1) -> np.sum(x)",
    "mean: 1 -> 2",
    "mean: axis is None -> axis is not None",
    "mean: total / np.sum(x, axis=1) if axis is None else -total -> "
    "total / np.sum(x, axis=1) if not axis is None else",
    "mean: -total -> total",
    "Layer.forward: x @ self.W -> self.W @ x",
}


def test_every_small_change_is_made_once() -> None:
    found = list(mutants(SOURCE))
    assert {one.id.removesuffix(" -total") for one in found} == EXPECTED
    assert len({one.id for one in found}) == len(found)
    assert len({one.source for one in found}) == len(found)
    assert {one.name for one in found} == {"mean", "Layer"}
    assert all("LEFT = 1 + 1" in one.source for one in found)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    made = CliRunner().invoke(main, ["new", "lesson", "--course", str(tmp_path)])
    assert made.exit_code == 0
    return tmp_path


def told(course: Path) -> tuple[int, str]:
    given = ["validate", str(course / "assignments/lesson"), "--mutants"]
    result = CliRunner().invoke(main, given, env={"COLUMNS": "300"})
    return result.exit_code, result.output


def declare(course: Path, *mutants: str) -> None:
    path = course / "solutions/lesson/equivalents.toml"
    tables = (f'[[equivalent]]\nmutant = "{mutant}"\nwhy = "a square"\n' for mutant in mutants)
    path.write_text("\n".join(tables), encoding="utf-8")


TURNED = "mean_squared_error: y_pred - y_true -> y_true - y_pred"
ZIPPED = "zip(np.ravel(y_pred), np.ravel(y_true)"
OF_ALTERNATIVES = (
    f"alternatives: by_a_loop: {ZIPPED}, strict=True) -> {ZIPPED})",
    f"alternatives: by_a_loop: {ZIPPED}, strict=True) -> zip(np.ravel(y_true), np.ravel(y_pred), "
    "strict=True)",
    "alternatives: by_a_loop: True -> False",
    "alternatives: by_a_loop: p - t -> t - p",
    "alternatives: by_a_dot_product: y_pred - y_true -> y_true - y_pred",
)


def test_a_change_that_nothing_holds_to_is_told(course: Path) -> None:
    exit_code, output = told(course)
    assert exit_code == 1
    assert TURNED in output
    assert "keeps full marks" in output


def test_right_code_is_not_called_killed_because_it_was_slow(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "_CASE_SECONDS", 0.0)  # nothing is as fast as that
    _, output = told(course)
    assert TURNED in output


def test_a_change_that_is_declared_to_be_right_is_no_fault(course: Path) -> None:
    declare(course, TURNED, *OF_ALTERNATIVES)
    exit_code, output = told(course)
    assert exit_code == 0, output
    assert f"{len(OF_ALTERNATIVES)} declared equivalent, 0 survivors" in output
    assert "1 declared equivalent, 0 survivors" in output


def test_what_is_declared_and_is_no_mutant_is_told(course: Path) -> None:
    declare(course, "mean_squared_error: nothing of the kind")
    exit_code, output = told(course)
    assert exit_code == 1
    assert "is no mutant that keeps full marks" in output


STOPPING = """
def mean_squared_error(y_pred, y_true):
    error = y_pred - y_true
    return (error ** 2).mean()
"""


def test_a_change_that_stops_the_code_is_counted_as_that(
    course: Path,
) -> None:
    (course / "solutions/lesson/reference.py").write_text(STOPPING, encoding="utf-8")
    _, output = told(course)
    # without error = y_pred - y_true
    assert "1 where it stopped" in " ".join(output.split())


ENDLESS = """
from grader.mistake import Alternative

def by_counting(y_pred, y_true):
    n = 0
    while n < 10:
        n = n + 1
    return ((y_pred - y_true) ** 2).mean()

def unused():
    return 1 + 1

ALTERNATIVES = (Alternative("counting", "mean_squared_error", by_counting, "a loop"),)

def functions(alternative=None):
    return {"mean_squared_error": by_counting}
"""


@pytest.mark.thorough  # loops for as long as a case may take
def test_a_change_of_an_alternative_that_never_ends_is_seen(course: Path) -> None:
    (course / "solutions/lesson/alternatives.py").write_text(ENDLESS, encoding="utf-8")
    _, output = told(course)
    assert "by_counting: n + 1 -> n - 1 " not in output  # it never ends
    assert "alternatives: by_counting: 10 -> 11" in output
    assert "unused" not in output


def test_a_change_is_seen_in_whichever_exercise_asks_for_it() -> None:
    lesson = Lesson("dropout_layer")
    changed = "alternatives: _WhereAndCopies.forward: 1 - self.p -> 1 + self.p"
    found = [one for one in changes_of_alternatives(lesson.solutions) if one.id == changed]
    (alternative,) = (a for a in lesson.variants("alternatives") if a.id == "where_and_copies")
    assert alternative.exercise == "backward"  # which takes forward's factor as it is
    bench = Bench(lesson.folder, lesson.solutions)
    prepared = prepare(lesson.assignment(), seeds_of(1)[0])
    (came,) = tried_alternatives(bench, prepared, found, {})
    assert came.seen == "seen"


@pytest.mark.parametrize(
    ("mutant", "changed"),
    [
        ("def f(a):\n    m = a * 2\n    b = 1\n    return b / m", {2}),
        ("def f(a):\n    b = 1\n    return b / m", {1, 2, 3}),
        ("def f(a):\n    m = a + 2\n    return b / m", {3}),
    ],
)
def test_the_lines_of_a_change_are_known(mutant: str, changed: set[int]) -> None:
    """Of what was left out: those beside the gap, and the next that uses what it gave."""
    reference = "def f(a):\n    m = a + 2\n    b = 1\n    return b / m"
    assert changed_lines(reference, mutant) >= changed
    assert changed_lines(reference, reference) == frozenset()


def test_a_name_in_a_text_is_not_used_there() -> None:
    reference = 'def f(a):\n    m = 2\n    b = 1\n    """Of m."""\n    return b * m'
    mutant = reference.replace("    m = 2\n", "").replace('"""', "'")  # as it is unparsed
    assert changed_lines(reference, mutant) == {1, 2, 4}
