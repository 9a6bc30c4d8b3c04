"""What an exercise draws of an example is vetted, and never in the way of marks."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from arbitrary_values import TREES
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, small_assignment, submission
from hypothesis import HealthCheck, given, settings
from told import grade

from grader.exercise import Case, Picture
from grader.model import Form, Outcome, Status
from grader.prepare import Prepared, prepare
from grader.reported import ExhibitReport, Report
from grader.sandbox.fake import Fake
from grader.seed import practice_seed

HUGE = 10**400


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(small_assignment(), practice_seed())


def graded(prepared: Prepared, got: Any) -> Report:
    """Grade right answers but for the example's, which is `got`."""

    def answer(q: Any) -> Outcome:
        example = (q.exercise, q.case.name) == ("double", "small")
        return Outcome(Status.PASSED, got if example else prepared.cases[q.index].want)

    return grade(submission(GOOD_DOUBLE, GOOD_COUNTER), prepared, Fake(answer), "en")


def drawn(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch, pictures: Any, got: Any = None
) -> list[ExhibitReport]:
    """Return the pictures in the report on an example, with the exercise's own way to draw."""
    monkeypatch.setattr(type(prepared.assignment.exercises["double"]), "pictures", pictures)
    report = graded(prepared, prepared.cases[0].want if got is None else got)
    [double] = [e for e in report.exercises if e.name == "double"]
    assert report.status == "graded"
    return [exhibit for exhibit in double.exhibits if exhibit.form != "array"]


def always(*found: Picture) -> Any:
    return lambda self, case, got: iter(found)


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("mask", np.eye(3), True),
        ("mask", np.eye(3, dtype=bool), True),
        ("mask", [[1, 0], [0, 1]], True),
        ("mask", np.eye(3) / 0.7, False),
        ("mask", np.array([[1.0, np.nan]]), False),
        ("mask", [[1]], True),
        ("mask", [[-1, 1]], False),
        ("mask", [1, 0, 1], False),
        ("mask", np.ones((2, 2, 2)), False),
        ("mask", np.ones((0, 3)), False),
        ("mask", [[1, 0], [1]], False),
        ("mask", [["1", "0"]], False),
        ("mask", [[1, 1j]], False),
        ("mask", None, False),
        ("curve", [0.7, 0.5], True),
        ("curve", np.array([0.7, np.nan, np.inf]), True),
        ("curve", (1, 2, 3), True),
        ("curve", [0.7], False),
        ("curve", [], False),
        ("curve", 0.7, False),
        ("curve", [[0.7, 0.5]], False),
        ("curve", ["0.7", "0.5"], False),
        ("curve", [1, HUGE], False),
        ("curve", {"0": 1}, False),
        ("curve", "ValueError", False),
        ("array", np.eye(2), False),
    ],
)
def test_only_masks_and_curves_of_real_numbers_are_drawn(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch, form: Form, value: Any, shown: bool
) -> None:
    found = drawn(prepared, monkeypatch, always(Picture("D1", form, value)))
    assert [exhibit.form for exhibit in found] == ([form] if shown else [])


def test_one_that_cannot_be_drawn_does_not_cost_the_others(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = always(Picture("D1", "mask", "no"), Picture("D2", "mask", [[1, 0]]))
    assert [exhibit.name for exhibit in drawn(prepared, monkeypatch, pictures)] == ["D2"]


def test_a_curve_stands_beside_the_references_of_its_name_and_a_mask_alone(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pictures(self: Any, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("losses", "curve", got[:, 0])
        yield Picture("D1", "mask", got > 2)
        if got[0, 0] == 7:
            yield Picture("own", "curve", got[:, 1])

    want = prepared.cases[0].want
    losses, mask, own = drawn(prepared, monkeypatch, pictures, np.full_like(want, 7.0))
    assert losses.expected == (tuple(f"{x:.8g}" for x in want[:, 0]),)
    assert set(losses.got[0]) == {"7"} and any(losses.off[0])
    assert (mask.expected, own.expected) == ((), ())


def test_what_is_of_another_form_is_nothing_to_be_compared_with(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pictures(self: Any, case: Case, got: Any) -> Iterator[Picture]:
        is_own = got[0, 0] == 7
        yield Picture("losses", "curve", [1, 2])
        yield Picture("D1", "mask" if is_own else "curve", [[1, 0]] if is_own else [1, 0])
        yield Picture("D2", "curve" if is_own else "mask", [1, 0] if is_own else [[1, 0]])

    want = prepared.cases[0].want
    found = drawn(prepared, monkeypatch, pictures, np.full_like(want, 7.0))
    assert [(one.name, bool(one.expected)) for one in found] == [
        ("losses", True), ("D1", False), ("D2", False),
    ]  # fmt: skip


def test_there_is_an_end_to_pictures(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    def pictures(self: Any, case: Case, got: Any) -> Iterator[Picture]:
        while True:
            yield Picture("D1", "mask", [[1, 0]])

    assert len(drawn(prepared, monkeypatch, pictures)) == 8


@pytest.mark.parametrize("error", [ValueError, RecursionError, MemoryError, AssertionError])
def test_pictures_that_raise_leave_the_marks_alone(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def pictures(self: Any, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("D1", "mask", [[1, 0]])
        raise error

    right = graded(prepared, prepared.cases[0].want)
    assert drawn(prepared, monkeypatch, pictures) == []
    assert graded(prepared, prepared.cases[0].want).score == right.score


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(got=TREES)
def test_whatever_an_answer_holds_it_is_graded(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch, got: Any
) -> None:
    def pictures(self: Any, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("D1", "mask", got)
        yield Picture("losses", "curve", got)
        yield Picture("cost", "curve", got["cost"])

    for exhibit in drawn(prepared, monkeypatch, pictures, got):
        assert exhibit.form in ("mask", "curve") and exhibit.got
