"""Codes that tell zeros and ones by others that came before, or by their counts.

Whoever knows one of these has told some entries in fewer nats than independent draws take
(grader/measure/code_length.py), or in more.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.measure.code_length import LN_2, by_best_rate, by_unknown_rate, log_choose, log_sum

Mask = NDArray[np.bool_]

_TILTS = (4.0, 0.25)
"""Counts whose law is the binomial one to this power: spread half, and twice, as far as it."""
_CONSTANT = 15 / 16
"""How sure the code for a constant count is that the next count is the last one's."""


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


class Turned:
    """Masks as another mask tells them, turned by as many places as suits best.

    How far is told before each mask, at the cost of a choice among all places; then one rate after
    a one, one after a zero.
    """

    def __init__(self) -> None:
        self._counts = np.zeros((2, 2), dtype=np.int64)
        self._choices = 0.0

    def add(self, given: Mask, told: Mask) -> None:
        """Take masks, one after the other, each with the mask of its shape that tells it."""
        size = given[0].size if len(given) else 0
        if not size:
            return
        both, ones, known = _together(given, told), _ones(given), _ones(told)
        missed, free = ones - both, size - known - (ones - both)
        self._counts += [[int(both.sum()), int((known - both).sum())],
                         [int(missed.sum()), int(free.sum())]]  # fmt: skip
        self._choices += len(given) * math.log(size)

    @property
    def nats(self) -> float:
        """What the masks take by this code."""
        return self._choices + sum(by_unknown_rate(*map(int, row)) for row in self._counts)

    @property
    def told(self) -> tuple[int, int]:
        """Ones and zeros that it tells."""
        ones, zeros = self._counts.sum(axis=0)
        return int(ones), int(zeros)


class Lasting:
    """Entries of calls as their places tell them: in some each call has a one, or none has.

    How many and which these are is told first; then one rate for all the others.
    """

    def __init__(self) -> None:
        self._of: dict[int, tuple[NDArray[np.int64], int]] = {}
        """By the number of places: how many ones each had, and in how many calls."""

    def add(self, calls: Mask) -> None:
        """Take calls, each a row of its places."""
        ones, number = self._of.get(calls.shape[1], (np.int64(0), 0))
        self._of[calls.shape[1]] = ones + calls.sum(axis=0), number + len(calls)

    @property
    def nats(self) -> float:
        """What the calls take by this code."""
        return sum(_by_places(ones, number) for ones, number in self._of.values())

    @property
    def told(self) -> tuple[int, int]:
        """Ones and zeros that it tells."""
        ones = sum(int(found.sum()) for found, _ in self._of.values())
        return ones, sum(found.size * number for found, number in self._of.values()) - ones


Code = Beside | Counts | Lasting | Turned


def saved_by(code: Code, mask: Mask) -> float:
    """Return the nats that a code for these entries saves over independent draws."""
    ones = int(mask.sum())
    return by_best_rate(ones, mask.size - ones) - code.nats


def _by_places(ones: NDArray[np.int64], number: int) -> float:
    """Return the nats of calls, the places told first that are one in all of them, or in none.

    Where all places are the one or the other, the calls are one call, which other codes tell.
    """
    told = [by_unknown_rate(int(ones.sum()), ones.size * number - int(ones.sum()))]
    for same in (number, 0) if ((ones != number) & (ones != 0)).any() else ():
        others = ones[ones != same]
        many = ones.size - others.size
        # few such places are likelier than many: each halves what is left
        of_places = (many + 1) * LN_2 + float(log_choose(ones.size)[many])
        entries = int(others.sum()), others.size * number - int(others.sum())
        told.append(LN_2 + of_places + by_unknown_rate(*entries))
    return min(told)


def _together(given: Mask, told: Mask) -> NDArray[np.int64]:
    """Return how many ones two masks share, each pair turned to where that is least by chance."""
    axes: Sequence[int] = range(1, given.ndim)
    moved = np.fft.rfftn(given, axes=axes) * np.conj(np.fft.rfftn(told, axes=axes))
    shared = np.fft.irfftn(moved, s=given.shape[1:], axes=axes).reshape(len(given), -1)
    far = np.abs(shared - (_ones(given) * _ones(told) / shared.shape[1])[:, np.newaxis])
    nearest = np.rint(shared[np.arange(len(given)), far.argmax(axis=1)])
    return np.asarray(nearest, dtype=np.int64)


def _ones(masks: Mask) -> NDArray[np.int64]:
    found = np.count_nonzero(masks.reshape(len(masks), -1), axis=1)
    return np.asarray(found, dtype=np.int64)
