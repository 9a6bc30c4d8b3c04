"""Which two mistakes may have been made at once? Told from what each answers alone, trying nothing.

Where only one of two tells, the answer must be as it alone has it; where neither does, it must be
right. What both change is left open: it is tried afterwards, for the few pairs that are left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from grader.diagnose.answers import Answers
from grader.diagnose.table import Leaves, Told, answer_leaves, near
from grader.diagnose.variants import Made, Variants

_Places = frozenset[tuple[int, str]]
"""Leaves, by the place of their case and their path."""


@dataclass(frozen=True, slots=True)
class _Alone:
    """What one mistake changes, and where the answers are as it has them."""

    made: Made
    telling: _Places
    agrees: _Places


def possible(single: Variants, answers: Answers) -> Iterator[Made]:
    """Yield the pairs that nothing in the answers speaks against."""
    got = [answers.leaves(case.question.index) or {} for case in single.cases]
    right, known = _right(single, got)
    alone = [_alone(made, single.told(made), got) for made in single.made]
    for one, other in combinations(alone, 2):
        by_one, by_other = one.telling - other.telling, other.telling - one.telling
        by_none = known - one.telling - other.telling
        if (
            by_one <= one.agrees
            and by_other <= other.agrees
            and by_none <= right | one.agrees | other.agrees
        ):
            yield (*one.made, *other.made)


def _right(single: Variants, got: list[Leaves]) -> tuple[_Places, _Places]:
    """Return the leaves of the answers that are right, and those that a right answer has."""
    right, known = set(), set()
    for place, (case, answer) in enumerate(zip(single.cases, single.right, strict=True)):
        wanted = answer_leaves(case.want, ""), answer_leaves(answer.value, answer.raised)
        for path, leaf in got[place].items():
            rights = [leaves[path] for leaves in wanted if path in leaves]
            if rights:
                known.add((place, path))
                if any(near(leaf, one, tolerances=1.0) for one in rights):
                    right.add((place, path))
    return frozenset(right), frozenset(known)


def _alone(made: Made, told: list[Told], got: list[Leaves]) -> _Alone:
    telling, agrees = set(), set()
    for place, (one, found) in enumerate(zip(told, got, strict=True)):
        for path, leaf in found.items():
            if path in one.telling:
                telling.add((place, path))
            if path in one.leaves and near(leaf, one.leaves[path], tolerances=1.0):
                agrees.add((place, path))
    return _Alone(made, frozenset(telling), frozenset(agrees))
