"""Wrong code of several students that is alike, by the hashes of their trees.

Hashes of the handout and of the author's solution are not there (`grader/classrun/traces.py`);
those of right work in the class, and those that many have, say how one writes it and are left out
here, unless all that is left of an exercise is the same. Each hash brings together a few students,
so the work grows with the class and not with its square.
docs/likeness.md says how the figures were chosen.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from grader.extract.winnow import BITS
from grader.frozen import frozen
from grader.report.class_row import ClassRow

FEWEST = 5
"""Hashes of their own that two students must share."""
SHARE = 0.6
"""So much of what the shorter of two has of its own is in the other."""
FEW, MANY, _PART = 3, 10, 3
"""A hash is the own of so many students; in a larger class of one in three, up to `MANY`."""
_DIGITS = BITS // 4


@frozen
class AlikeCode:
    """Students of whom each wrote what another did."""

    members: tuple[int, ...]
    """Their rows' places."""
    exercises: frozenset[str]
    share: float
    """How much of the shorter one's own is in the other, of the two that are least alike."""


_Own = Mapping[str, frozenset[str]]
"""By exercise, the hashes of one student's wrong work that are its own."""


def alike_code(rows: Sequence[ClassRow]) -> Iterator[AlikeCode]:
    """Yield groups in which each is like another; nobody is in two of them."""
    wrong = _without_right(rows)
    groups = _Groups()
    for one, other, exercise in _identical(wrong):
        groups.join(one, other, {exercise}, 1.0)
    own = _uncommon(wrong)
    together: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for (exercise, _hash), group in _index(own).items():
        for pair in combinations(group, 2):
            together[pair][exercise] += 1
    for (one, other), shared in together.items():
        both = own[one].keys() & own[other]
        least = min(sum(len(own[n][exercise]) for exercise in both) for n in (one, other))
        if shared.total() >= FEWEST and shared.total() >= SHARE * least:
            groups.join(one, other, set(shared), shared.total() / least)
    yield from groups.found()


def _without_right(rows: Sequence[ClassRow]) -> list[_Own]:
    """Return the hashes of everybody's wrong work that are in nobody's right work."""
    right: dict[str, set[str]] = defaultdict(set)
    wrong: list[dict[str, frozenset[str]]] = []
    for row in rows:
        wrong.append({})
        for trace in row.traces:
            hashes = frozenset(_cut(trace.hashes))
            if trace.is_right:
                right[trace.exercise] |= hashes
            else:
                wrong[-1][trace.exercise] = hashes
    return [{e: hashes - right[e] for e, hashes in one.items()} for one in wrong]


def _identical(wrong: Sequence[_Own]) -> Iterator[tuple[int, int, str]]:
    """Yield who wrote an exercise just as the one before: however many they are."""
    last: dict[tuple[str, frozenset[str]], int] = {}
    for number, one in enumerate(wrong):
        for exercise, hashes in one.items():
            if len(hashes) >= FEWEST:
                if (before := last.get((exercise, hashes))) is not None:
                    yield before, number, exercise
                last[exercise, hashes] = number


def _uncommon(wrong: Sequence[_Own]) -> list[_Own]:
    often = {place: len(group) for place, group in _index(wrong).items()}
    of = Counter(exercise for one in wrong for exercise in one)
    return [
        {e: frozenset(h for h in hashes if often[e, h] <= _few(of[e])) for e, hashes in one.items()}
        for one in wrong
    ]


def _cut(hashes: str) -> Iterable[str]:
    return (hashes[n : n + _DIGITS] for n in range(0, len(hashes), _DIGITS))


def _index(own: Sequence[_Own]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(own):
        for exercise, hashes in one.items():
            for each in hashes:
                found[exercise, each].append(number)
    return found


def _few(of: int) -> int:
    return min(MANY, max(FEW, of // _PART))


class _Groups:
    """Pairs joined to groups: one of each group stands for it."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}
        self._pairs: list[tuple[int, set[str], float]] = []

    def join(self, one: int, other: int, exercises: set[str], share: float) -> None:
        self._pairs.append((one, exercises, share))
        self._above.setdefault(other, other)
        self._above[self._top(one)] = self._top(other)

    def _top(self, number: int) -> int:
        self._above.setdefault(number, number)
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]  # the way is halved
            number = self._above[number]
        return number

    def found(self) -> Iterator[AlikeCode]:
        members: dict[int, list[int]] = defaultdict(list)
        for number in sorted(self._above):
            members[self._top(number)].append(number)
        exercises: dict[int, set[str]] = defaultdict(set)
        least: dict[int, float] = {}
        for one, where, share in self._pairs:
            top = self._top(one)
            exercises[top] |= where
            least[top] = min(share, least.get(top, 1.0))
        for top, group in members.items():
            yield AlikeCode(tuple(group), frozenset(exercises[top]), least[top])
