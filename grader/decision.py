"""A person's decision on an item: it stands in the place of the grader's points, which are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.assignment import Assignment
from grader.model import Status, Text
from grader.result import Decided, ExerciseResult, ItemResult, Result
from grader.score import total

_NOT_JUDGED = (Text("summary.not_judged"),)


@dataclass(frozen=True, slots=True)
class Decision:
    """So many points for one item of one student's, whatever the grader finds."""

    student: str
    exercise: str
    item: str
    points: float | None
    """None takes back what was decided before."""
    why: str
    at: str
    """When, as ISO 8601."""


def decided(result: Result, assignment: Assignment, decisions: Sequence[Decision]) -> Result:
    """Return the result as the person's last decision on each item makes it.

    Of a result that nobody could judge, every item is there then, with what it has without one.
    """
    result = undecided(result)
    last = {(one.exercise, one.item): one for one in decisions if one.student == result.student}
    standing = {where: one for where, one in last.items() if one.points is not None}
    if not standing:
        return result
    exercises = result.exercises or _unjudged(result, assignment)
    exercises = tuple(_exercise(one, standing) for one in exercises)
    return replace(result, exercises=exercises, score=total([e.score for e in exercises]))


def undecided(result: Result) -> Result:
    """Return what the grader found, whatever was decided since."""
    if not any(item.decided for e in result.exercises for item in e.items):
        return result
    if all(e.summary == _NOT_JUDGED for e in result.exercises):  # made by `_unjudged`
        score = None if result.status == "grader_fault" else 0.0
        return replace(result, exercises=(), score=score)
    exercises = []
    for exercise in result.exercises:
        items = tuple(
            replace(item, score=item.decided.instead_of, decided=None) if item.decided else item
            for item in exercise.items
        )
        score = total([item.score for item in items])
        exercises.append(replace(exercise, items=items, score=score))
    score = total([e.score for e in exercises])
    return replace(result, exercises=tuple(exercises), score=score)


def _exercise(
    exercise: ExerciseResult, standing: dict[tuple[str, str], Decision]
) -> ExerciseResult:
    items = tuple(_item(item, standing.get((exercise.name, item.id))) for item in exercise.items)
    return replace(exercise, items=items, score=total([item.score for item in items]))


def _item(item: ItemResult, decision: Decision | None) -> ItemResult:
    if decision is None:
        return item
    said = Decided(item.score, decision.why, decision.at)
    return replace(item, score=decision.points, decided=said)


def _unjudged(result: Result, assignment: Assignment) -> tuple[ExerciseResult, ...]:
    """Return every exercise with no points, or with none that are known where we failed."""
    nothing = None if result.status == "grader_fault" else 0.0
    return tuple(
        ExerciseResult(
            rubric.name, nothing, rubric.points, Status.SKIPPED, _NOT_JUDGED,
            tuple(ItemResult(item.id, nothing, item.points) for item in rubric.items),
        )
        for rubric in assignment.rubrics
    )  # fmt: skip
