"""Name the mistake: the known variant whose answers a submission's answers are.

A variant explains a submission when every leaf of every answer agrees with it within tolerance, in
at least one leaf where it is far from the reference. Pairs of mistakes are looked for only when no
single one explains the answers; where all that they explain is zeros and exceptions, they are
believed only when both are seen in the code. What is named is what all explanations have in common,
or two single mistakes of which one was made.
"""

from collections.abc import Callable, Sequence

import numpy as np

from grader.diagnose.answers import Answers
from grader.diagnose.known import Known
from grader.diagnose.learnt import Made
from grader.diagnose.leaves import Leaf
from grader.diagnose.pairs import possible
from grader.diagnose.table import near
from grader.diagnose.variants import Variants

_PAIRS_TRIED = 240
"""Pairs that are run, at most, each for as many cases as it agrees with."""
_CANDIDATES = 2


Seen = Callable[[str], bool]
"""Tells of a mistake, by its id, whether it is seen in the code."""


def nowhere(_mistake: str) -> bool:
    """See nothing, where there is no code."""
    return False


def named(
    known: Known, exercise: str, answers: Answers, is_seen: Seen = nowhere
) -> tuple[Made, ...]:
    """Return what may be said of an exercise's answers: one variant, two candidates, or nothing."""
    return agreed(explanations(known, exercise, answers, is_seen))


def explanations(known: Known, exercise: str, answers: Answers, is_seen: Seen) -> tuple[Made, ...]:
    """Return every variant that explains an exercise's answers.

    Of several mistakes, all are dropped but the one that is seen in the code; else those that the
    answers to other exercises speak against.
    """
    if any(answers.leaves(case.question.index) is None for case in known.cases(exercise)):
        return ()
    single = known.single(exercise)
    seen = _seen(single, answers, is_seen)
    if len(seen) == 1:
        return tuple(seen)
    found = list(single.explaining(answers))
    if len(found) > 1:
        found = [made for made in found if not _contradicted(known, made, answers)] or found
    # what is true of whoever answers so, rather than one of the ways to come to it
    sure = [made for made in found if known.observed.issuperset(made)]
    if len(found) > 1 and sure:
        return tuple(sure)
    return tuple(found or _pairs(known, exercise, answers, is_seen))


def _seen(single: Variants, answers: Answers, is_seen: Seen) -> list[Made]:
    """Return what explains the answers and is seen in the code.

    Whichever takes less is asked first: the code, as long as answers would have to be computed.
    """
    if single.learnt.has_all(single.made):
        return [made for made in single.explaining(answers) if all(map(is_seen, made))]
    return [
        made for made in single.made if all(map(is_seen, made)) and single.explains(made, answers)
    ]


def agreed(found: Sequence[Made]) -> tuple[Made, ...]:
    """Return what explanations have in common, else two single mistakes, else nothing."""
    if not found:
        return ()
    common = tuple(name for name in found[0] if all(name in made for made in found))
    if common:
        return (common,)
    single = all(len(made) == 1 for made in found)
    return tuple(found) if single and len(found) <= _CANDIDATES else ()


def follows(known: Known, exercise: str, made: Made, answers: Answers) -> bool:
    """Tell whether another exercise's mistake explains the answers to this one."""
    is_near = exercise in known.relatives(known.exercise_of(made[0]))
    return (
        is_near
        and known.knows(exercise, made)
        and known.checked(exercise, made).explains(made, answers)
    )


def _contradicted(known: Known, made: Made, answers: Answers) -> bool:
    others = known.relatives(known.exercise_of(made[0]))
    return any(not known.checked(other, made).agrees(made, answers) for other in others)


def _pairs(known: Known, exercise: str, answers: Answers, is_seen: Seen) -> list[Made]:
    found = [made for made in possible(known.single(exercise), answers) if known.compose(made)]
    if not found or len(found) > _PAIRS_TRIED:
        return []
    if not _has_wrong_numbers(known, exercise, answers):  # nothing that two could do shows
        found = [made for made in found if all(map(is_seen, made))]
    return [
        made
        for made in found
        if known.checked(exercise, made).explains(made, answers)
        and (all(map(is_seen, made)) or _do_something(known, exercise, made, answers))
    ]


def _has_wrong_numbers(known: Known, exercise: str, answers: Answers) -> bool:
    """Tell whether any number could be explained by a mistake: it is neither right nor nothing.

    What agrees with a right answer and with a variant is no number that the variant is told by.
    """
    single = known.single(exercise)
    return any(
        _is_something(leaf)
        and not any(near(leaf, right.get(path), tolerances=1.0) for right in rights)
        for place, leaves in enumerate(single.got(answers))
        for rights in [single.learnt.rights(place)]
        for path, leaf in leaves.items()
    )


def _is_something(leaf: Leaf) -> bool:
    return not isinstance(leaf, str) and bool(np.any(np.isfinite(leaf) & (np.asarray(leaf) != 0)))


def _do_something(known: Known, exercise: str, made: Made, answers: Answers) -> bool:
    """Tell whether two mistakes show in numbers: zeros and NaN tell of neither."""
    variants = known.checked(exercise, made)
    return any(map(_is_something, variants.explained(made, answers).values()))
