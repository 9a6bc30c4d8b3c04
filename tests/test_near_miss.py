"""Items that a few tolerances lose are told apart from those that are wrong."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from diagnosing import SOLUTIONS, STANDARDISE, Diagnosing, Outcomes, diagnosing, value_changed

from grader.measure.compare import RTOL
from grader.measure.precision import is_off_within, within
from grader.model import Outcome, Raised, Status
from grader.near_miss import TOLERANCES, near_misses

NEAR, FAR = 1 + 5 * RTOL, 1 + 50 * RTOL
Change = Callable[[Any], Any]


@cache
def bench() -> Diagnosing:
    return diagnosing(STANDARDISE, SOLUTIONS, b"near misses of the small course!")


def outcomes(change: Change, *cases: str) -> Outcomes:
    """Return right answers to `standardise`, changed in the cases of these names, or in all."""
    right = bench().outcomes(bench().made(), "standardise")
    return bench().changed(right, value_changed(change), *cases)


def scaled(**by: float) -> Change:
    return lambda value: {name: part * by.get(name, 1.0) for name, part in value.items()}


def misses(answers: Outcomes) -> dict[str, tuple[str, ...]]:
    judged = bench().attempt(answers).judged
    asked = [one for one in judged if one.exercise == "standardise"]
    return near_misses(bench().prepared, answers, asked)


TOLD: dict[str, tuple[Change, tuple[str, ...]]] = {
    "right": (scaled(), ()),
    "right but for rounding": (scaled(mean=1 + 1e-12), ()),
    "one near": (scaled(mean=NEAR), ("mean",)),
    "all near": (scaled(mean=NEAR, spread=NEAR, result=NEAR), ("mean", "spread", "result")),
    "one far": (scaled(mean=FAR), ()),
    "one near, one far": (scaled(mean=NEAR, spread=FAR), ("mean",)),
    "near but for one entry": (
        lambda value: {**value, "mean": np.append(value["mean"][:, :-1] * NEAR, [[9.0]], axis=1)},
        (),
    ),
    "not finite": (scaled(mean=float("nan")), ()),
    "no dict": (lambda _value: [1.0, 2.0], ()),
    "another shape": (lambda value: {**value, "mean": value["mean"].ravel()[:1] * NEAR}, ()),
}  # fmt: skip


@pytest.mark.parametrize(("change", "items"), TOLD.values(), ids=TOLD)
def test_what_is_within_ten_tolerances_is_told_by_its_item(
    change: Change, items: tuple[str, ...]
) -> None:
    assert misses(outcomes(change)).get("standardise", ()) == items


def test_an_item_that_is_far_off_in_one_case_is_no_near_miss() -> None:
    answers = bench().changed(outcomes(scaled(mean=NEAR)), value_changed(scaled(mean=2.0)), "wide")
    assert misses(answers) == {}


def test_one_case_that_is_near_is_enough_where_the_others_are_right() -> None:
    assert misses(outcomes(scaled(spread=NEAR), "tall")) == {"standardise": ("spread",)}


def test_where_a_case_ended_without_an_answer_nothing_is_near() -> None:
    def raised(_outcome: Outcome) -> Outcome:
        return Outcome(Status.RAISED, raised=Raised("ValueError", "no"))

    assert misses(bench().changed(outcomes(scaled(mean=NEAR)), raised, "wide")) == {}


def test_the_answers_themselves_are_left_as_they_are() -> None:
    answers = outcomes(scaled(mean=NEAR))
    before = {index: outcome.value["mean"].copy() for index, outcome in answers.items()
              if outcome.status is Status.PASSED}  # fmt: skip
    misses(answers)
    assert all(np.array_equal(answers[i].value["mean"], mean) for i, mean in before.items())


def test_ten_tolerances_are_ten() -> None:
    for factor, is_near in ((TOLERANCES * 0.99, True), (TOLERANCES * 1.01, False)):
        off = 1 + factor * RTOL
        assert is_off_within(off, 1.0, TOLERANCES * RTOL, 0.0) is is_near
        assert (within(off, 1.0, TOLERANCES * RTOL, 0.0) == 1.0) is is_near
    assert not is_off_within(1 + RTOL / 2, 1.0, TOLERANCES * RTOL, 0.0), "that is right"
