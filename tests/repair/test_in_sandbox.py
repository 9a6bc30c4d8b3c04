"""The search in the real sandbox: which line it finds, and what hostile code makes of it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from course_fixture import DOUBLE, GOOD_COUNTER, SOLUTIONS, small_assignment, submission
from course_lesson import Lesson
from regularization_lesson import BACKWARD, COST, FORWARD, L2, REGULARIZATION

from grader.diagnosis import Excerpt
from grader.grade import grade
from grader.model import Submission
from grader.prepare import Prepared, prepare
from grader.repair.found import Bounds, Searched
from grader.repair.search import search
from grader.reported import Report
from grader.result import Result
from grader.sandbox import policy
from grader.sandbox.executor import Executor
from grader.seed import practice_seed
from grader.session import FromReference
from grader.session import opened as session_opened
from grader.stored import read_result, write_result

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

PATIENT = Bounds(seconds=6.0)
"""For a machine that is busy."""


@dataclass(frozen=True)
class Opened:
    prepared: Prepared
    executor: Executor

    def searched(self, given: Submission, exercise: str, bounds: Bounds = PATIENT) -> Searched:
        attempt = grade(given, self.prepared, self.executor, pytest.fail).attempt
        assert attempt is not None
        return search(self.prepared, self.executor, attempt, exercise, bounds=bounds)


@pytest.fixture(scope="module")
def regularization() -> Iterator[Opened]:
    yield from opened(REGULARIZATION)


@pytest.fixture(scope="module")
def dense() -> Iterator[Opened]:
    yield from opened(Lesson("dense_layers"))


def opened(lesson: Lesson) -> Iterator[Opened]:
    assignment = lesson.assignment()
    with Jail(lesson.folder, assignment.limits, (lesson.solutions,)) as jail:
        yield Opened(prepare(assignment, practice_seed()), jail)


def changed(solutions: Path, old: str, new: str) -> tuple[Submission, int]:
    """Return the reference with one place rewritten, and the line of that place."""
    source = (solutions / "reference.py").read_text(encoding="utf-8")
    before, found, after = source.partition(old)
    assert found, old
    text = before + new + after
    return Submission("ana", "ana.py", text.encode()), before.count("\n") + 1


def where(found: Searched) -> tuple[int, str]:
    assert found.repaired is not None, f"nothing among {found.tried} edits"
    return found.repaired.line, found.repaired.edits[0].kind


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize(
    ("exercise", "old", "new", "kind"),
    [
        (BACKWARD, "(W2.T @ dZ2) * D1 / keep_prob", "(W2.T @ dZ2) * D1", "operand"),
        (BACKWARD, "(W3.T @ dZ3) * D2 / keep_prob", "(W3.T @ dZ3) * D1 / keep_prob", "name"),
        (BACKWARD, "dW2 = dZ2 @ A1.T / m\n    db2 = np.sum(dZ2, axis=1, keepdims=True) / m\n\n"
         "    dA1 = (W2.T @ dZ2) * D1", "dW2 = dZ2 @ A1 / m\n    db2 = np.sum(dZ2, axis=1, "
         "keepdims=True) / m\n\n    dA1 = (W2.T @ dZ2) * D1", "transpose"),
        (FORWARD, "< keep_prob", "> keep_prob", "comparison"),
        (L2, "dA2 * (A2 > 0)", "dA2 / (A2 > 0)", "operator"),
        (COST, "m = Y.shape[1]", "m = Y.shape[0]", "axis"),
    ],
)  # fmt: skip
def test_the_line_that_is_wrong_is_found(
    regularization: Opened, exercise: str, old: str, new: str, kind: str
) -> None:
    given, line = changed(REGULARIZATION.solutions, old, new)
    assert where(regularization.searched(given, exercise)) == (line, kind)


@pytest.mark.parametrize(
    ("exercise", "old", "new", "kind"),
    [
        ("Layer_Dense", "self.weights) + self.biases", "self.weights) - self.biases", "operator"),
        ("Activation_Softmax", "np.sum(exponentials, axis=1, keepdims=True)",
         "np.sum(exponentials, axis=0, keepdims=True)", "axis"),
        ("Activation_ReLU", "np.maximum", "np.minimum", "call"),
        ("Loss_CategoricalCrossentropy", "return -np.log", "return np.log", "sign"),
    ],
)  # fmt: skip
def test_the_line_in_a_class_is_found(
    dense: Opened, exercise: str, old: str, new: str, kind: str
) -> None:
    given, line = changed(Lesson("dense_layers").solutions, old, new)
    assert where(dense.searched(given, exercise)) == (line, kind)


# ---------------------------------------------------------------- hostile


@pytest.fixture(scope="module")
def small() -> Iterator[Opened]:
    assignment = small_assignment()
    with Jail(assignment.folder, assignment.limits) as jail:
        yield Opened(prepare(assignment, practice_seed()), jail)


def bounded(small: Opened, source: str, seconds: float = 1.0) -> Searched:
    """Search within bounds; no more than these, whatever the code does."""
    started = time.monotonic()
    found = small.searched(submission(source, GOOD_COUNTER), "double", Bounds(seconds=seconds))
    assert time.monotonic() - started < 30
    return found


OVERWRITTEN = """def double(x):
    y1 = 3 * x
    y2 = 3 * x
    return y2
"""
ADDED_UP = """def double(x):
    y1 = 3 * x
    y2 = 3 * x
    return (y1 + y2) / 2
"""


@pytest.mark.parametrize(("source", "lines"), [(OVERWRITTEN, (3,)), (ADDED_UP, (2, 3))])
def test_an_edit_is_told_only_of_the_lines_at_which_it_is_needed(
    small: Opened, source: str, lines: tuple[int, ...]
) -> None:
    found = small.searched(submission(source, GOOD_COUNTER), "double")
    assert found.repaired is not None
    assert found.repaired.edits[0].lines == lines


HANGS = """
def double(x):
    n = 3
    while n > 0:
        n -= 1
    return x * 3
"""


def test_an_edit_that_never_ends_costs_itself_only(small: Opened) -> None:
    """`n += 1` and `n < 0` never end, or end at once; the line that is wrong comes after them."""
    found = bounded(small, HANGS, seconds=5.0)
    assert found.repaired is not None
    assert (found.repaired.line, found.repaired.edits[0].becomes) == (6, "return x * 2")


@pytest.mark.parametrize(
    ("source", "becomes"),
    [
        ("double = lambda x: 3 * x\n", "double = lambda x: 2 * x"),
        ("def same(f):\n    return f\n@same\ndef double(x):\n    return x * 1\n", "return x * 2"),
        ("def double(x):\n    y = 2 * x\n", "return y"),
        ("def times(x):\n    return 3 * x\ndef double(x):\n    return times(x)\n", "return 2 * x"),
        ("def double(x):\n    return x\ndef double(x):\n    return 3 * x\n", "return 2 * x"),
    ],
)
def test_odd_definitions_are_repaired(small: Opened, source: str, becomes: str) -> None:
    found = bounded(small, source)
    assert found.repaired is not None
    assert becomes in [one.becomes for one in found.repaired.edits]


MADE_BY_EXEC = "exec('def made(x):\\n    return 3 * x')\ndef double(x):\n    return made(x)\n"
RECURSES = "def double(x):\n    return double(x - 1)\n"
ENDS = "import os\ndef double(x):\n    if 1 < 2:\n        return 3 * x\n    os._exit(3)\n"
EATS = "def double(x):\n    y = [0] * (1 * 1)\n    return 3 * x + 10 ** (9 ** 1) * 0\n"
LONG = "def double(x):\n" + "    x = x * 1 + 0\n" * 500 + "    return x * 3\n"
FORGES = (
    "import builtins\nclass Any:\n    def __eq__(self, other):\n        return True\n"
    "def double(x):\n    return Any() if 1 > 2 else 3 * x\n"
)
COUNTS = "asked = []\ndef double(x):\n    asked.append(1)\n    return 2 * x + len(asked)\n"


@pytest.mark.parametrize("source", [MADE_BY_EXEC, RECURSES, ENDS, EATS, LONG, FORGES, COUNTS])
def test_hostile_code_is_bounded_and_no_fault_of_ours(small: Opened, source: str) -> None:
    found = bounded(small, source)
    assert found.cpu_seconds < 10
    for one in found.repaired.edits if found.repaired else ():
        text = source.replace(one.was, one.becomes) if one.was else source
        compile(text, "edited", "exec")


def test_an_edit_that_is_right_only_when_it_is_asked_often_is_not_reported(small: Opened) -> None:
    """What is tried in a child after others is held to all cases in a child of its own."""
    often = (
        "import numpy as np\nasked = []\n"
        "def double(x):\n    np.asked = getattr(np, 'asked', 0) + 1\n"
        "    return 2 * x if np.asked > 8 else 3 * x * 0 - 7\n"
    )
    found = bounded(small, often)
    for one in found.repaired.edits if found.repaired else ():
        assert one.becomes not in ("return 2 * x if np.asked > 7 else 3 * x * 0 - 7",)


# ---------------------------------------------------------------- in a report


def graded(source: str, repair_seconds: float) -> tuple[Result, Report]:
    course = FromReference(DOUBLE, SOLUTIONS, practice_seed())
    with session_opened(course, repair_seconds=repair_seconds) as session:
        result = session.grade(submission(source, GOOD_COUNTER), pytest.fail).result
        return result, session.tell(result, "en", "what")


def test_a_report_says_the_line_and_the_points_are_the_same() -> None:
    source = "def double(x):\n    y = x\n    return 5 * y\n"
    result, report = graded(source, 5.0)
    [found, *_] = result.exercises[0].diagnoses
    assert (found.kind, [fix.becomes for fix in found.fixes]) == ("repair", ["return 2 * y"])
    assert found.code == Excerpt(
        1, 2, "    y = x\n    return 5 * y", (3, 3), None, "def double(x):"
    )
    told = report.exercises[0].diagnosis[0]
    assert told.where == "Look at cell 1, line 3: return 5 * y"
    assert told.sentence.endswith("What it changes: a number or a truth value.")
    assert read_result(write_result(result)) == result
    without, _ = graded(source, 0.0)
    assert without.score == result.score
    assert all(one.kind != "repair" for one in without.exercises[0].diagnoses)


def test_full_marks_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.repair.repairs.search", pytest.fail)
    result, _ = graded("def double(x):\n    return 2 * x\n", 5.0)
    assert result.score == result.max_score


def test_an_edit_does_not_spoil_what_is_right_and_of_the_same_code() -> None:
    """`outro += outro` mends a gradient and doubles every value: no repair."""
    lesson = Lesson("autograd_mlp")
    given, _line = changed(
        lesson.solutions, "self.grad += saida.grad", "self.grad = saida.grad"
    )  # fmt: skip
    for found in opened(lesson):
        searched = found.searched(given, "propagar_tudo", Bounds(seconds=2.0))
        for one in searched.repaired.edits if searched.repaired else ():
            assert "grad" in one.becomes
