"""What can be seen in wrong answers where no mistake is named: where they part, how they relate."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from grader.diagnose.divergence import diverges, lines_of
from grader.diagnose.relation import LAYERS, Answered, relate
from grader.diagnosis import Diagnosis
from grader.exercise import Case, Exercise, Line, shown_of
from grader.model import Text

_MOST = 2
"""Diagnoses of one exercise: more would not be read."""


def evidence(
    exercise: Exercise, answered: Iterable[tuple[Case, Any, Any]]
) -> tuple[Diagnosis, ...]:
    """Return what is seen in (case, got, want) of each case that came to an answer."""
    answers, lines = gather(exercise, answered)
    divergence, relations = diverges(lines), relate(answers)
    others = relations
    if any(lines):
        # a line that follows from a wrong one is not right already; the divergence says which are
        others = tuple(one for one in relations if one.text is None or one.text.key != LAYERS)
    if divergence is None:
        return others[:_MOST]
    there = [one for one in others if one.where == divergence.where]
    if there:
        divergence = _joined(divergence, there[0])
    return (divergence, *(one for one in others if one not in there))[:_MOST]


def _joined(divergence: Diagnosis, relation: Diagnosis) -> Diagnosis:
    """Say in one what is known of the same quantity; the relation's hint is the closer one."""
    if divergence.text is None or relation.text is None:
        return divergence
    said = Text("evidence.both.text", {"first": divergence.text, "then": relation.text})
    return replace(divergence, text=said, hint=relation.hint)


def gather(
    exercise: Exercise, answered: Iterable[tuple[Case, Any, Any]]
) -> tuple[tuple[Answered, ...], tuple[tuple[Line, ...], ...]]:
    """Return what `relate` and what `diverges` are asked, from (case, got, want) of each case.

    Where an exercise has lines, each is compared with what follows from the student's own lines
    before it: a slip then relates to its own quantity only. Else the keys of `shown` are compared
    with the reference's, or all keys when it is empty.
    """
    given = list(answered)
    lines = tuple(lines_of(exercise, *one) for one in given)
    if any(lines):
        return tuple(
            Answered(exercise.factors(case), *_by_name(own))
            for (case, _, _), own in zip(given, lines, strict=True)
        ), lines
    return tuple(
        Answered(exercise.factors(case), got, shown_of(exercise, want)) for case, got, want in given
    ), lines


def _by_name(lines: Iterable[Line]) -> tuple[dict[str, Any], dict[str, Any]]:
    return {line.name: line.got for line in lines}, {line.name: line.right for line in lines}
