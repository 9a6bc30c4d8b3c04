"""Name the mistake: the known variant whose answers a submission's answers are.

A variant is named when every leaf of every answer agrees with it within tolerance, in at least one
leaf where it is far from the reference, and no other variant is as good. A pair of mistakes is
looked for only when no single one explains the answers.
"""

from grader.diagnose.answers import Answers
from grader.diagnose.known import Known
from grader.diagnose.variants import Made

_PAIRS_CHECKED = 24
"""Pairs that are run on all cases because the one case that all were run on does not tell them."""
_CANDIDATES = 2


def named(known: Known, exercise: str, answers: Answers) -> tuple[Made, ...]:
    """Return what explains an exercise's answers: one variant, two candidates, or nothing.

    Of two candidates one is dropped when the answers to other exercises speak against it.
    """
    single = known.single(exercise)
    found = [single.made[v] for v in single.explaining(answers)]
    if len(found) > 1:
        found = [made for made in found if not _contradicted(known, made, answers)] or found
    if not found:
        found = _pairs(known, exercise, answers)
    return tuple(found) if len(found) <= _CANDIDATES else ()


def follows(known: Known, exercise: str, made: Made, answers: Answers) -> bool:
    """Tell whether another exercise's mistake explains the answers to this one."""
    is_near = exercise in known.relatives(known.exercise_of(made[0]))
    return is_near and any(True for _ in known.checked(exercise, made).explaining(answers))


def _contradicted(known: Known, made: Made, answers: Answers) -> bool:
    others = known.relatives(known.exercise_of(made[0]))
    return any(not known.checked(other, made).agrees(made, answers) for other in others)


def _pairs(known: Known, exercise: str, answers: Answers) -> list[Made]:
    pairs = known.pairs(exercise)
    possible = [pairs.made[v] for v in pairs.explaining(answers)]
    if len(possible) > _PAIRS_CHECKED:
        return []
    found = [
        made
        for made in possible
        if any(True for _ in known.checked(exercise, made).explaining(answers))
    ]
    if len(found) < 2:
        return found
    common = set(found[0]).intersection(*found[1:])
    return [tuple(sorted(common))] if common else found
