"""What a process claims in a lesson's hidden cases reaches no report: other claims, same bytes."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from course_lesson import Lesson
from each_lesson import each_lesson
from told import grade

from grader.model import Outcome, Raised, Status, Submission, Text
from grader.prepare import Prepared, prepare
from grader.report.to_json import write_json
from grader.reported import Report
from grader.sandbox.executor import Question
from grader.sandbox.fake import Fake
from grader.sandbox.wire import Opaque
from grader.seed import practice_seed

PAYLOADS = (48_213, 60_107)
"""What is to be told. Neither may be told from the other by anything but its digits."""

Change = Callable[[Any, int], Any]
"""From a leaf of a right answer and what is to be told to what the process claims."""

VALUES: dict[str, Change] = {
    "number": lambda _leaf, bits: float(bits) + 0.5,
    "integer": lambda _leaf, bits: bits * 10**30,
    "text": lambda _leaf, bits: f"the bits are {bits}",
    "exception": lambda _leaf, bits: f"E{bits}",
    "pythons_own_exception": lambda _leaf, bits: "ValueError" + "\u200b" * (bits % 7),
    "shape": lambda _leaf, bits: np.zeros((3, bits, 0)),
    "axes": lambda _leaf, bits: np.zeros((1,) * (7 + bits % 11)),
    # not so long that the answer is too large: that is a way to end, and counted as such
    "text_dtype": lambda _leaf, bits: np.zeros(2, f"S{1 + bits % 97}"),
    "complex": lambda _leaf, bits: np.full(3, 1j * bits),
    "opaque": lambda _leaf, bits: Opaque(f"T{bits}"),
    "length": lambda _leaf, bits: [0.25] * (20 + bits % 13),
    "depth": lambda _leaf, bits: _nested(3 + bits % 13),
    "keys": lambda _leaf, bits: {f"k{bits}": bits, str(bits): 1, "W1": bits},
    "ragged": lambda _leaf, bits: [[1.0] * (2 + bits % 17), [1.0]],
    "nan": lambda leaf, bits: _nan(leaf, bits),
}

ENDS: dict[str, Callable[[int], Outcome]] = {
    "raised": lambda bits: Outcome(Status.RAISED, raised=Raised(f"E{bits}", f"{bits}", None, None)),
    "place": lambda bits: Outcome(Status.RAISED, raised=Raised("ValueError", "", bits, bits + 1)),
    "line": lambda bits: Outcome(Status.RAISED, raised=Raised("ValueError", "", 1, bits)),
    "cell": lambda bits: Outcome(Status.RAISED, raised=Raised("ValueError", "", bits, 1)),
    "signal": lambda bits: Outcome(
        Status.CRASHED, why=Text("ended.signal", {"signal": f"SIG{bits}"})
    ),
    "sentence": lambda bits: Outcome(Status.TIMED_OUT, why=Text(f"{bits}", {"n": bits})),
    "printed": lambda bits: Outcome(Status.MISSING, printed=f"{bits}"),
}


def _nested(depth: int) -> Any:
    found: Any = 0.5
    for _ in range(depth):
        found = [found]
    return found


def _nan(leaf: Any, bits: int) -> Any:
    """Return NaN in the leaf's shape; they bear something in their lower bits."""
    shape = leaf.shape if isinstance(leaf, np.ndarray) else (3,)
    return np.full(shape, np.uint64(0x7FF8_0000_0000_0000 | bits)).view(np.float64)


def _changed(want: Any, change: Change, bits: int, depth: int) -> Any:
    """Change a right answer that many levels down: as a whole, its parts, their leaves."""
    if depth and isinstance(want, dict):
        return {key: _changed(inner, change, bits, depth - 1) for key, inner in want.items()}
    if depth and isinstance(want, list | tuple) and not _is_row(want):
        return type(want)(_changed(inner, change, bits, depth - 1) for inner in want)
    return change(want, bits)


def _is_row(values: Any) -> bool:
    return all(isinstance(value, int | float) for value in values)


def _graded(prepared: Prepared, submission: Submission, claim: Callable[[Any], Outcome]) -> Report:
    """Grade with a process that is right on the examples and claims something of hidden cases."""
    cases = (*prepared.cases, *prepared.own_cases)
    wants = {(case.question.exercise, case.question.case.name): case.want for case in cases}

    def answer(q: Question) -> Outcome:
        want = wants[q.exercise, q.case.name]
        return Outcome(Status.PASSED, want) if q.kind == "example" else claim(want)

    faults: list[str] = []
    report = grade(submission, prepared, Fake(answer), "en", faults.append)
    assert faults == []
    assert report.score is not None and report.score < report.max_score
    report.timing.clear()
    return report


@pytest.fixture(scope="module")
def kept() -> Iterator[dict[str, tuple[Prepared, Submission]]]:
    yield {}


def _lesson(lesson: Lesson, kept: dict[str, Any]) -> tuple[Prepared, Submission]:
    if lesson.slug not in kept:
        path = lesson.solutions / "solution.ipynb"
        content = Submission("someone", path.name, path.read_bytes())
        kept[lesson.slug] = prepare(lesson.assignment(), practice_seed()), content
    found: tuple[Prepared, Submission] = kept[lesson.slug]
    return found


@pytest.mark.sampled(4, thorough=3)
@each_lesson
@pytest.mark.parametrize("depth", range(3))
@pytest.mark.parametrize("kind", VALUES)
def test_claimed_values(lesson: Lesson, kind: str, depth: int, kept: dict[str, Any]) -> None:
    prepared, submission = _lesson(lesson, kept)

    def claim(want: Any, bits: int) -> Outcome:
        value = _changed(want, VALUES[kind], bits, depth)
        return Outcome(Status.PASSED, value, printed=f"{bits}")

    _are_alike([_graded(prepared, submission, partial(claim, bits=bits)) for bits in PAYLOADS])


@pytest.mark.sampled(4)
@each_lesson
@pytest.mark.parametrize("kind", ENDS)
def test_claimed_ends(lesson: Lesson, kind: str, kept: dict[str, Any]) -> None:
    prepared, submission = _lesson(lesson, kept)
    ends = [ENDS[kind](bits) for bits in PAYLOADS]
    _are_alike([_graded(prepared, submission, lambda _want, end=end: end) for end in ends])


def _are_alike(reports: list[Report]) -> None:
    one, other = (write_json(report).decode() for report in reports)
    assert one == other
    for bits in PAYLOADS:
        assert str(bits) not in one
