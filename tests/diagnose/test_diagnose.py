"""The whole stage: who is diagnosed, how sure it is, where it stands, what else is seen."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from diagnosing import SOLUTIONS, STANDARDISE, Diagnosing, Outcomes, diagnosing, value_changed

from grader.diagnose.diagnose import diagnose, is_right
from grader.diagnosis import Diagnosis, Excerpt
from grader.look import Look
from grader.model import Chunk, Extraction, JudgedCase, Outcome, Status

OWN, NEXT = "standardise", "score"
ONE_LESS, MINUS = f"{OWN}.one_less", f"{OWN}.minus"
WRITTEN = "def standardise(x):\n    n = len(x)\n    return x / (n - 1)\n"
STANDS = {ONE_LESS: Look(("_n - 1",)), MINUS: Look(("np.mean(_x) - _x",))}


@pytest.fixture(scope="module")
def course() -> Diagnosing:
    return diagnosing(STANDARDISE, SOLUTIONS, bytes(32))


def found(
    course: Diagnosing,
    outcomes: Outcomes,
    *,
    looks: Mapping[str, Look] | None = None,
    observed: tuple[str, ...] = (),
    named: bool = True,
    aside: tuple[str, ...] = (),
) -> dict[str, tuple[Diagnosis, ...]]:
    """Diagnose somebody who wrote `WRITTEN`, and answered so."""
    attempt = course.attempt(outcomes)
    if looks is not None:
        extraction = Extraction((Chunk(4, 11, WRITTEN),), {OWN: OWN})
        attempt = replace(attempt, extraction=extraction)
    assignment = replace(
        course.prepared.assignment, looks=looks or {}, observed=frozenset(observed), mistakes={}
    )
    prepared = replace(course.prepared, assignment=assignment)
    return diagnose(prepared, course.known if named else None, attempt, pytest.fail, aside)


def outcomes(course: Diagnosing, *ids: str) -> Outcomes:
    return course.outcomes(course.made(*ids))


def doubled(course: Diagnosing, exercise: str) -> Outcomes:
    """Return right answers, all but those to an exercise, which are twice what they should be."""

    def twice(value: Any) -> Any:
        if isinstance(value, dict):
            return value | {"result": 2 * value["result"]}
        return 2 * value

    right = outcomes(course)
    own = {c.question.index for c in course.prepared.cases if c.question.exercise == exercise}
    return {
        index: value_changed(twice)(outcome) if index in own else outcome
        for index, outcome in right.items()
    }


# ---------------------------------------------------------------- who is diagnosed


@pytest.mark.parametrize("exercise", [OWN, NEXT])
def test_only_what_is_not_right_is_diagnosed(course: Diagnosing, exercise: str) -> None:
    assert set(found(course, doubled(course, exercise))) == {exercise}
    assert found(course, outcomes(course)) == {}
    assert found(course, doubled(course, exercise), aside=(exercise,)) == {}


@pytest.mark.parametrize("status", Status)
def test_an_exercise_is_right_where_every_case_of_it_passed(status: Status) -> None:
    judged = [
        JudgedCase(OWN, "small", "example", Status.PASSED),
        JudgedCase(OWN, "tall", "hidden", status),
        *(JudgedCase(name, "small", "example", Status.RAISED) for name in (NEXT, "z")),
    ]
    assert is_right(OWN, judged) == (status is Status.PASSED)


# ---------------------------------------------------------------- how sure it is


def test_a_mistake_that_stands_in_the_code_is_confirmed_and_shown(course: Diagnosing) -> None:
    [diagnosis] = found(course, outcomes(course, ONE_LESS), looks=STANDS)[OWN]
    assert (diagnosis.kind, diagnosis.certainty) == ("mistake", "confirmed")
    assert diagnosis.code == Excerpt.at(4, 13, 13)


def test_a_mistake_that_does_not_stand_there_is_possible(course: Diagnosing) -> None:
    [diagnosis] = found(course, outcomes(course, MINUS), looks=STANDS)[OWN]
    assert (diagnosis.mistakes, diagnosis.certainty, diagnosis.code) == ((MINUS,), "possible", None)


def test_of_two_mistakes_one_in_the_code_is_not_enough_to_confirm_them(course: Diagnosing) -> None:
    [diagnosis] = found(course, outcomes(course, MINUS, ONE_LESS), looks=STANDS)[OWN]
    assert set(diagnosis.mistakes) == {MINUS, ONE_LESS}
    assert (diagnosis.certainty, diagnosis.code) == ("possible", None)


@pytest.mark.parametrize(("absent", "there"), [(MINUS, ONE_LESS), (ONE_LESS, MINUS)])
def test_of_two_that_are_confirmed_the_one_that_has_a_place_is_shown(
    course: Diagnosing, absent: str, there: str
) -> None:
    looks = {absent: Look(lacks=("_x * _y",)), there: Look(("_n - 1",))}
    [diagnosis] = found(course, outcomes(course, MINUS, ONE_LESS), looks=looks)[OWN]
    assert (diagnosis.certainty, diagnosis.code) == ("confirmed", Excerpt.at(4, 13, 13))


@pytest.mark.parametrize(
    ("observed", "certainty"),
    [((ONE_LESS,), "possible"), ((MINUS,), "possible"), ((MINUS, ONE_LESS), "observed")],
)
def test_what_is_true_of_all_who_answer_so_is_observed(
    course: Diagnosing, observed: tuple[str, ...], certainty: str
) -> None:
    both = outcomes(course, MINUS, ONE_LESS)
    [diagnosis] = found(course, both, looks=STANDS, observed=observed)[OWN]
    assert (diagnosis.certainty, diagnosis.code) == (certainty, None)


# ---------------------------------------------------------------- what is seen without a name


@pytest.mark.parametrize("exercise", [OWN, NEXT])
@pytest.mark.parametrize("named", [True, False])
def test_where_nothing_is_named_a_relation_is_told(
    course: Diagnosing, exercise: str, named: bool
) -> None:
    [diagnosis] = found(course, doubled(course, exercise), named=named)[exercise]
    assert diagnosis.kind == "relation"
    assert diagnosis.text is not None and diagnosis.text.key == "relation.double.text"


@pytest.mark.parametrize("exercise", [OWN, NEXT])
@pytest.mark.parametrize("ended", [Status.RAISED, Status.CRASHED, Status.TIMED_OUT])
def test_a_case_that_came_to_no_answer_shows_nothing(
    course: Diagnosing, exercise: str, ended: Status
) -> None:
    """The others tell the relation all the same."""
    answers = doubled(course, exercise)
    own = [c.question.index for c in course.prepared.cases if c.question.exercise == exercise]
    answers[own[-1]] = Outcome(ended)
    [diagnosis] = found(course, answers)[exercise]
    assert diagnosis.text is not None and diagnosis.text.key == "relation.double.text"


def test_each_exercise_is_told_of_its_own_answers(course: Diagnosing) -> None:
    own, later = doubled(course, OWN), doubled(course, NEXT)
    indices = {c.question.index for c in course.prepared.cases if c.question.exercise == NEXT}
    turned = {
        index: value_changed(lambda value: -value / 2)(later[index])
        if index in indices
        else own[index]
        for index in own
    }
    told = found(course, turned, named=False)
    assert [one.text.key for name in (OWN, NEXT) for one in told[name] if one.text] == [
        "relation.double.text", "relation.opposite.text",
    ]  # fmt: skip


def test_evidence_that_fails_is_a_fault_of_ours_and_nothing_is_said(
    course: Diagnosing, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[str] = []
    attempt = course.attempt(doubled(course, OWN))
    monkeypatch.setattr("grader.diagnose.diagnose.evidence", lambda *_: 1 / 0)
    assert diagnose(course.prepared, None, attempt, faults.append) == {}
    assert len(faults) == 1 and "ZeroDivisionError" in faults[0]


# ---------------------------------------------------------------- what was rounded


def test_what_was_rounded_is_told_beside_what_else_is_wrong(course: Diagnosing) -> None:
    rounded = course.changed(outcomes(course), value_changed(_rounded))
    told = found(course, rounded)
    assert [one.where.key for one in told[OWN] if one.where] == ["rounded.said"]
    [one] = told[OWN]
    assert (one.kind, one.certainty) == ("relation", "observed")
    other = found(course, doubled(course, OWN))
    assert "rounded.said" not in [one.where.key for one in other[OWN] if one.where]


def test_rounding_that_costs_nothing_is_not_told(course: Diagnosing) -> None:
    attempt = course.attempt(course.changed(outcomes(course), value_changed(_rounded)))
    judged = tuple(replace(case, findings=()) for case in attempt.judged)
    told = diagnose(course.prepared, None, replace(attempt, judged=judged), pytest.fail)
    assert [one for each in told.values() for one in each if one.where] == []


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: np.round(each, 2) for name, each in value.items()}
    return np.round(value, 2)
