"""Which two mistakes may have been made at once? Told from what each answers alone, trying nothing.

Where only one of two tells, the answer must be as it alone has it; where neither does, it must be
right. What both change is left open: it is tried afterwards, for the few pairs that are left.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from grader.diagnose.answers import Answers
from grader.diagnose.learnt import Learnt, Made
from grader.diagnose.table import Leaves, Told, near
from grader.diagnose.variants import Variants
from grader.frozen import frozen

_Paths = frozenset[str]
_Pair = tuple[Made, Made]


@frozen
class _Alone:
    """The leaves of one case that a mistake changes, and those that are as it has them."""

    telling: _Paths
    agrees: _Paths


def possible(single: Variants, answers: Answers) -> list[Made]:
    """Return the pairs that nothing in the answers speaks against.

    Case after case: mistakes whose pairs are all out are not asked again.
    """
    pairs = list(combinations(single.made, 2))
    for place, got in enumerate(single.got(answers)):
        pairs = _left(single.learnt, place, pairs, got)
    return [(*one, *other) for one, other in pairs]


def _left(learnt: Learnt, place: int, pairs: Sequence[_Pair], got: Leaves) -> list[_Pair]:
    if not pairs:
        return []
    right, known = _right(learnt, place, got)
    alone = {
        made: _alone(learnt.told(made, place), got)
        for made in dict.fromkeys(made for pair in pairs for made in pair)
    }
    return [pair for pair in pairs if _may_be(pair, alone, right, known)]


def _may_be(pair: _Pair, alone: Mapping[Made, _Alone], right: _Paths, known: _Paths) -> bool:
    one, other = (alone[made] for made in pair)
    by_one, by_other = one.telling - other.telling, other.telling - one.telling
    by_none = known - one.telling - other.telling
    return (
        by_one <= one.agrees
        and by_other <= other.agrees
        and by_none <= right | one.agrees | other.agrees
    )


def _right(learnt: Learnt, place: int, got: Leaves) -> tuple[_Paths, _Paths]:
    """Return the leaves of an answer that are right, and those that a right answer has."""
    right, known = set(), set()
    wanted = learnt.rights(place)
    for path, leaf in got.items():
        rights = [leaves[path] for leaves in wanted if path in leaves]
        if rights:
            known.add(path)
            if any(near(leaf, one, tolerances=1.0) for one in rights):
                right.add(path)
    return frozenset(right), frozenset(known)


def _alone(one: Told, found: Leaves) -> _Alone:
    agrees = frozenset(
        path
        for path, leaf in found.items()
        if path in one.leaves and near(leaf, one.leaves[path], tolerances=1.0)
    )
    return _Alone(one.telling & found.keys(), agrees)
