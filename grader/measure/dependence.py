"""Do zeros and ones hang together, or keep to a count? Told by codes that would be shorter.

Draws come in rounds; a round is an array of calls by the shape of a mask. Every kind of dependence
is a code (grader/measure/code_length.py) that looks only at what came before, so that all of them
together are one test, which may be looked at after every round. The rate need not be known.
"""

import math
from collections.abc import Iterable
from itertools import combinations, groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.measure.code_length import by_best_rate, by_unknown_rate, log_choose, log_sum

Mask = NDArray[np.bool_]

_TILTS = (4.0, 0.25)
"""Counts whose law is the binomial one to this power: spread half, and twice, as far as it."""
_CONSTANT = 15 / 16
"""How sure the code for a constant count is that the next count is the last one's."""

_CHANCE = 7.0
"""Nats from which on groups are taken to differ."""


class Beside:
    """Entries as another entry tells them: one rate after a one, one after a zero, one alone."""

    def __init__(self) -> None:
        self._counts = {True: [0, 0], False: [0, 0], None: [0, 0]}

    def add(self, given: Mask, told: Mask, alone: Mask) -> None:
        """Take entries with those that tell them, and entries that nothing tells."""
        ones, both, size = (int(np.count_nonzero(mask)) for mask in (given, given & told, told))
        self._take(True, both, size)
        self._take(False, ones - both, given.size - size)
        self._take(None, int(np.count_nonzero(alone)), alone.size)

    def _take(self, told: bool | None, ones: int, size: int) -> None:
        self._counts[told][0] += ones
        self._counts[told][1] += size - ones

    @property
    def nats(self) -> float:
        """What the entries take by this code."""
        return sum(by_unknown_rate(ones, zeros) for ones, zeros in self._counts.values())

    @property
    def told(self) -> tuple[int, int]:
        """Ones and zeros that it tells."""
        ones, zeros = (sum(column) for column in zip(*self._counts.values(), strict=True))
        return ones, zeros


class Counts:
    """Entries as the count of ones in each line tells them: all alike, or by a tilted law."""

    def __init__(self) -> None:
        self._nats = dict.fromkeys(("constant", *_TILTS), 0.0)
        self._last: tuple[int, int] | None = None
        self._ones = self._size = 0

    def add(self, counts: NDArray[np.int64], n: int) -> None:
        """Take the counts of lines of `n` entries."""
        arranged = log_choose(n)
        ways = arranged[counts]
        self._nats["constant"] += self._constant(counts, n) + float(ways.sum())
        before = self._ones + np.cumsum(counts) - counts
        drawn = self._size + n * np.arange(len(counts))
        rate = (before + 0.5) / (drawn + 1.0)
        none = np.log1p(-rate)
        log_odds = np.log(rate) - none
        law = arranged + np.multiply.outer(log_odds, np.arange(n + 1)) + n * none[:, np.newaxis]
        here = ways + log_odds * counts + n * none
        for tilt in _TILTS:
            told = tilt * here - log_sum(tilt * law, none_is_large=True)
            self._nats[tilt] += float((ways - told).sum())
        self._ones, self._size = self._ones + int(counts.sum()), self._size + n * len(counts)

    def _constant(self, counts: NDArray[np.int64], n: int) -> float:
        """Return the nats of the counts, each by the one before it."""
        before = [] if self._last is None or self._last[1] != n else [self._last[0]]
        row = np.concatenate([before, counts])
        same = int((row[1:] == row[:-1]).sum())
        others = len(row) - 1 - same
        self._last = (int(counts[-1]), n)
        first = math.log(n + 1) * (len(counts) - len(row) + 1)
        missed = (1 - _CONSTANT) / (n + 1)
        hit = _CONSTANT + missed
        return first - same * math.log(hit) - others * math.log(missed)

    @property
    def nats(self) -> float:
        """What the entries take by the best of these codes."""
        return min(self._nats.values())

    @property
    def told(self) -> tuple[int, int]:
        """Ones and zeros that they tell."""
        return self._ones, self._size - self._ones


class Dependence:
    """All kinds of dependence at once, of rounds of draws.

    Kinds: each axis' neighbours (axis 0: the call before), counts along each axis and of each call,
    one half of a mask told by the other, as it is or mirrored, along each axis and in one row; the
    first round (another object), and the same round of another child.
    """

    KINDS = 40
    """Codes that are tried, at most: of four axes neighbours, counts by three codes; of three and
    of whole calls two kinds of halves; and three."""

    def __init__(self) -> None:
        self._neighbours: dict[str, Beside] = {}
        self._counts: dict[str, Counts] = {}
        self._rounds: list[list[Mask]] = []
        self._waiting: list[tuple[int, Mask]] = []
        self._ones = self._size = 0
        self._saved: dict[str, float] | None = None
        """What was found out since the last round came."""

    def add(self, draws: Mask, child: int = 0) -> None:
        """Take a round that a child, the first or another, has drawn."""
        self._ones, self._size = self._ones + int(np.count_nonzero(draws)), self._size + draws.size
        self._waiting.append((child, draws))
        self._saved = None

    @property
    def evidence(self) -> float:
        """Nats against independent draws: what the best code saves, less the choice among codes."""
        return max(self.saved().values(), default=0.0)

    def saved(self) -> dict[str, float]:
        """Return what each code saves over independent draws of the best rate.

        Of the entries that it tells: rounds of one call have no call before, and so on.
        """
        if self._saved is None:
            self._saved = self._found_out()
        return self._saved

    def _found_out(self) -> dict[str, float]:
        # rounds alike are told together, which is quicker and comes to the same
        for (child, _), alike in groupby(self._waiting, key=lambda one: (one[0], one[1].shape)):
            self._tell(np.stack([draws for _, draws in alike]), child)
        self._waiting = []
        codes: dict[str, Beside | Counts] = {**self._neighbours, **self._counts}
        choice = math.log(self.KINDS)
        return {kind: by_best_rate(*code.told) - choice - code.nats for kind, code in codes.items()}

    @property
    def told(self) -> float:
        """Nats of independent draws: as much could be saved, were all of them shared."""
        return by_best_rate(self._ones, self._size - self._ones)

    def _tell(self, rounds: Mask, child: int) -> None:
        """Tell some rounds by every code: their first axis is that of the rounds."""
        shape = rounds.shape[1:]
        for axis in np.flatnonzero(np.array(shape) > 1).tolist():
            rows = np.moveaxis(rounds, axis + 1, 0)
            self._beside(f"axis {axis}", rows[1:], rows[:-1], rows[:1])
            self._count(f"count along {axis}", rounds.sum(axis=axis + 1).ravel(), shape[axis])
            if axis:
                self._halves(str(axis), rows)
        if len(shape) > 2:
            self._halves("call", rounds.reshape(len(rounds) * shape[0], -1).T)
            of_calls = rounds.reshape(len(rounds) * shape[0], -1).sum(axis=1)
            self._count("count of call", of_calls, math.prod(shape[1:]))
        self._compare(rounds.reshape(len(rounds), -1), child)

    def _halves(self, name: str, rows: Mask) -> None:
        """Tell the second half of some rows by the first, in its order and in the other one."""
        half = (len(rows) + 1) // 2
        alone = rows[:half]
        self._beside(f"half {name}", rows[half:], rows[: len(rows) - half], alone)
        self._beside(f"mirror {name}", rows[half:], rows[::-1][half:], alone)

    def _compare(self, rows: Mask, child: int) -> None:
        """Hold rounds to the first one of their child, and to the same ones of the first child.

        Draws of another shape are compared in the order in which they are drawn.
        """
        while len(self._rounds) <= child:
            self._rounds.append([])
        own, number = self._rounds[child], len(self._rounds[child])
        own.extend(rows)
        alone = 0 if number else 1  # the first of all is told by none
        n = min(rows.shape[1], len(own[0]))
        given = rows[alone:, :n]
        told = np.broadcast_to(own[0][:n], given.shape)
        self._beside("round", given, told, rows[alone:, n:])
        self._beside("round", rows[:0], rows[:0], rows[:alone])
        if child:
            self._compare_with_first_child(rows, number)
        else:
            self._beside("child", rows[:0], rows[:0], rows)

    def _compare_with_first_child(self, rows: Mask, number: int) -> None:
        others = self._rounds[0]
        for place, row in enumerate(rows, number):
            other = others[place] if place < len(others) else row[:0]
            n = min(len(row), len(other))
            self._beside("child", row[:n], other[:n], row[n:])

    def _beside(self, kind: str, given: Mask, told: Mask, alone: Mask) -> None:
        self._neighbours.setdefault(kind, Beside()).add(given, told, alone)

    def _count(self, kind: str, counts: Any, n: int) -> None:
        self._counts.setdefault(kind, Counts()).add(counts, n)


def saved_by_all(laws: Iterable[Dependence]) -> dict[str, float]:
    """Return what each code saves at several rates, which are one test together.

    What it saves at one rate and at another is added up; the choice among codes is made once.
    """
    choice = math.log(Dependence.KINDS)
    together: dict[str, float] = {}
    for one in laws:
        for kind, nats in one.saved().items():
            together[kind] = together.get(kind, -choice) + nats + choice
    return together


def saved_by(code: Beside | Counts, mask: Mask) -> float:
    """Return the nats that a code for these entries saves over independent draws."""
    ones = int(mask.sum())
    return by_best_rate(ones, mask.size - ones) - code.nats


def design_effect(draws: Mask) -> float:
    """Return how many entries count as one draw: 1 for independent ones, all of a shared row.

    Of all ways to group entries by some of their axes, that in which the groups differ most clearly
    (Chernoff's bound for chi-square), if they differ by more than chance.
    """
    kept = float(draws.mean()) if draws.size else 0.0
    if not 0.0 < kept < 1.0:
        return 1.0
    effect, clearest = 1.0, _CHANCE
    for size in range(1, draws.ndim):
        for left in combinations(range(draws.ndim), size):
            others = tuple(axis for axis in range(draws.ndim) if axis not in left)
            means = draws.mean(axis=others)
            ratio = float(means.var()) / (kept * (1 - kept)) * draws.size / means.size
            if ratio > 1 and (nats := means.size / 2 * (ratio - 1 - math.log(ratio))) > clearest:
                effect, clearest = ratio, nats
    return effect
