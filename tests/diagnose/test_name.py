"""A mistake is named from its answers alone, and only when they leave no other explanation."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from diagnosing import SOLUTIONS, STANDARDISE, Diagnosing, diagnosing, value_changed

from grader.diagnosis import Diagnosis
from grader.model import Outcome, Raised, Status

OWN, NEXT = "standardise", "score"
TELLING = ("mean_of_rows", "refuses", "minus", "one_less")
"""Mistakes that no other is alike to."""


@pytest.fixture(scope="module")
def course() -> Diagnosing:
    return diagnosing(STANDARDISE, SOLUTIONS, bytes(32))


def named(course: Diagnosing, *ids: str, change: Callable[[Outcome], Outcome] | None = None) -> Any:
    """Return what is named when somebody makes mistakes, in one exercise."""
    outcomes = course.outcomes(course.made(*(f"{OWN}.{name}" for name in ids)))
    changed = course.changed(outcomes, change, "wide") if change else outcomes
    return [tuple(n.removeprefix(f"{OWN}.") for n in made) for made in course.named(OWN, changed)]


# ---------------------------------------------------------------- one mistake


@pytest.mark.parametrize("mistake", TELLING)
def test_a_mistake_is_named_from_its_answers(course: Diagnosing, mistake: str) -> None:
    assert named(course, mistake) == [(mistake,)]


def test_nobody_is_named_who_makes_none(course: Diagnosing) -> None:
    right = course.outcomes(course.made())
    assert course.named(OWN, right) == ()
    assert course.diagnosed(right) == {}


def test_an_answer_as_near_to_right_as_another_rounding_names_nothing(course: Diagnosing) -> None:
    assert named(course, "nearly") == []


SMALL_CHANGES: dict[str, tuple[Callable[[Any], Any], bool]] = {
    "rounding": (lambda answer: {**answer, "result": answer["result"] * (1 + 1e-9)}, True),
    "a value left out": (lambda answer: {"result": answer["result"]}, True),
    "a value of one's own": (lambda answer: {**answer, "n": len(answer["result"])}, True),
    "lists": (lambda answer: {key: value.tolist() for key, value in answer.items()}, True),
    "slightly off": (lambda answer: {**answer, "mean": answer["mean"] * (1 + 1e-4)}, False),
    "one entry off": (lambda answer: {**answer, "result": _one_off(answer["result"])}, False),
    "another shape": (lambda answer: {**answer, "mean": answer["mean"].ravel()}, False),
    "another tree": (lambda answer: list(answer.values()), False),
    "nothing": (lambda answer: None, False),
}


def _one_off(values: Any) -> Any:
    other = np.array(values)
    other[0, 0] += 1
    return other


@pytest.mark.parametrize("name", SMALL_CHANGES)
def test_one_case_that_disagrees_is_enough_to_name_nothing(course: Diagnosing, name: str) -> None:
    change, is_the_same_mistake = SMALL_CHANGES[name]
    found = named(course, "minus", change=value_changed(change))
    assert found == ([("minus",)] if is_the_same_mistake else [])


def test_answers_without_the_quantity_that_tells_name_nothing(course: Diagnosing) -> None:
    outcomes = course.outcomes(course.made(f"{OWN}.minus"), OWN)
    only_mean = value_changed(lambda answer: {"mean": answer["mean"]})
    assert course.named(OWN, course.changed(outcomes, only_mean)) == ()


ENDS = {
    "timed out": Outcome(Status.TIMED_OUT),
    "crashed": Outcome(Status.CRASHED),
    "out of memory": Outcome(Status.OUT_OF_MEMORY),
    "skipped": Outcome(Status.SKIPPED),
    "missing": Outcome(Status.MISSING),
}


@pytest.mark.parametrize("ended", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("mistake", ["minus", "refuses"])
def test_a_case_without_an_answer_names_nothing(
    course: Diagnosing, mistake: str, ended: Outcome
) -> None:
    assert named(course, mistake, change=lambda _: ended) == []


def test_an_exercise_that_was_not_asked_names_nothing(course: Diagnosing) -> None:
    assert course.named(OWN, {}) == ()


@pytest.mark.parametrize(
    ("raised", "is_the_mistakes"),
    [
        (Raised("ValueError", "no mean of this", 3, 4), True),
        (Raised("ValueError", "something else"), False),
        (Raised("TypeError", "no mean of this"), False),
    ],
)
def test_where_only_exceptions_tell_they_must_say_the_same(
    course: Diagnosing, raised: Raised, is_the_mistakes: bool
) -> None:
    outcomes = course.outcomes(course.made(f"{OWN}.refuses"))
    changed = course.changed(outcomes, lambda outcome: replace(outcome, raised=raised))
    assert course.named(OWN, changed) == (((f"{OWN}.refuses",),) if is_the_mistakes else ())


# ---------------------------------------------------------------- two mistakes


def test_two_that_no_case_tells_apart_are_both_offered(course: Diagnosing) -> None:
    assert named(course, "times") == [("times",), ("times_again",)]
    outcomes = course.outcomes(course.made(f"{OWN}.times"))
    [diagnosis] = course.diagnosed(outcomes)[OWN]
    assert (diagnosis.kind, diagnosis.mistakes) == (
        "either",
        (f"{OWN}.times", f"{OWN}.times_again"),
    )


@pytest.mark.parametrize("mistake", ["never_divides", "never_divides_many"])
def test_of_two_one_is_dropped_that_another_exercise_speaks_against(
    course: Diagnosing, mistake: str
) -> None:
    assert named(course, mistake) == [(mistake,)]
    alone = course.outcomes(course.made(f"{OWN}.{mistake}"), OWN)
    assert len(course.named(OWN, alone)) == 2


@pytest.mark.parametrize(
    "pair", [("minus", "one_less"), ("mean_of_rows", "one_less"), ("mean_of_rows", "minus")]
)
def test_two_mistakes_at_once_are_both_named(course: Diagnosing, pair: tuple[str, str]) -> None:
    [found] = named(course, *pair)
    assert set(found) == set(pair)


def test_of_several_pairs_what_they_have_in_common_is_named(course: Diagnosing) -> None:
    """minus with times, or with times_again: minus it is, and something else."""
    assert named(course, "minus", "times") == [("minus",)]


def test_pairs_without_anything_in_common_name_nothing(course: Diagnosing) -> None:
    from grader.diagnose.name import agreed

    assert agreed([("a", "b"), ("c", "d")]) == ()
    assert agreed([("a",), ("b",)]) == (("a",), ("b",))
    assert agreed([("a",), ("b",), ("c",)]) == ()


# ---------------------------------------------------------------- the other exercise


def test_what_follows_from_another_exercises_mistake_is_said_to(course: Diagnosing) -> None:
    found = course.diagnosed(course.outcomes(course.made(f"{OWN}.one_less")))
    assert [d.kind for d in found[OWN]] == ["mistake"]
    assert found[NEXT] == (
        Diagnosis("follows", (f"{OWN}.one_less",), source=OWN, certainty="observed"),
    )


def test_a_mistake_of_ones_own_does_not_follow(course: Diagnosing) -> None:
    found = course.diagnosed(course.outcomes(course.made(f"{OWN}.one_less", "score.plus_one")))
    assert found[OWN][0].mistakes == (f"{OWN}.one_less",)
    assert not any(diagnosis.mistakes for diagnosis in found[NEXT])
    alone = course.diagnosed(course.outcomes(course.made("score.plus_one")))
    assert alone[NEXT][0].mistakes == ("score.plus_one",)
    assert OWN not in alone


# ---------------------------------------------------------------- points that remain


@pytest.mark.parametrize(
    ("mistakes", "remains"),
    [
        (("one_less",), {"spread": 3, "result": 4}),
        (("minus",), {"result": 2}),
        # both cost `result`: the fewest remain
        (("minus", "one_less"), {"spread": 3, "result": 2}),
        # the rubric does not name every mistake that may have cost `result`
        (("mean_of_rows", "one_less"), {}),
        (("minus", "times"), {}),
        (("times",), {}),
    ],
)
def test_points_remain_when_the_rubric_names_all_that_may_have_cost_them(
    course: Diagnosing, mistakes: tuple[str, ...], remains: dict[str, float]
) -> None:
    outcomes = course.outcomes(course.made(*(f"{OWN}.{name}" for name in mistakes)))
    [diagnosis] = course.diagnosed(outcomes)[OWN]
    assert diagnosis.remains == remains
