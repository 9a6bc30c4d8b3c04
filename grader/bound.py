"""Bound answers by what is expected: one that is far too large is set aside before it is judged."""

from collections.abc import Iterable, Mapping

from grader.measure.weight import outgrows
from grader.model import Outcome, Status, Text
from grader.prepare import PreparedCase


def bound(cases: Iterable[PreparedCase], outcomes: Mapping[int, Outcome]) -> dict[int, Outcome]:
    """Return the outcomes of these cases; no stage after this one meets an answer out of bounds."""
    return {
        case.question.index: _bounded(case, outcomes[case.question.index])
        for case in cases
        if case.question.index in outcomes
    }


def _bounded(case: PreparedCase, outcome: Outcome) -> Outcome:
    if outcome.status is not Status.PASSED or not outgrows(outcome.value, case.want):
        return outcome
    why = Text("ended.too_much")
    return Outcome(Status.BAD_VALUE, why=why, printed=outcome.printed)
