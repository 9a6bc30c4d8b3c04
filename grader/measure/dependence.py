"""Do zeros and ones hang together, or keep to a count? Told by codes that would be shorter.

Draws come in rounds; a round is an array of calls by the shape of a mask. Every kind of dependence
is a code (grader/measure/codes.py) that looks only at what came before, so that all of them
together are one test, which may be looked at after every round. The rate need not be known.
"""

import math
from collections.abc import Iterable
from itertools import combinations, groupby
from typing import Any

import numpy as np

from grader.measure.code_length import by_best_rate
from grader.measure.codes import Beside, Code, Counts, Lasting, Mask, Turned

OF_CALL = "count of call"
"""The kind of dependence that tells how many entries each call keeps."""

_SAME = 150
"""So many entries do not agree by chance, as in grader/measure/rounds.py."""
_CHANCE = 7.0
"""Nats from which on groups are taken to differ."""


class Dependence:
    """All kinds of dependence at once, of rounds of draws.

    Kinds: each axis' neighbours (axis 0: the call before), counts along each axis and of each call,
    one half of a mask told by the other, as it is or mirrored, along each axis and in one row; a
    call told by the one before it, turned (in one row, or along its axes), and a half by the other;
    the first round (another object), and the same round of another child; and places that are alike
    in all calls.
    """

    KINDS = 44
    """Codes that are tried, at most: of four axes neighbours, counts by three codes; of three and
    of whole calls two kinds of halves; three that turn a mask; and four."""

    def __init__(self) -> None:
        self._neighbours: dict[str, Beside] = {}
        self._counts: dict[str, Counts] = {}
        self._turned: dict[str, Turned] = {}
        self._lasting = Lasting()
        self._before: dict[int, Mask] = {}
        """The last call of each child."""
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
        codes: dict[str, Code] = {**self._neighbours, **self._counts, **self._turned}
        codes["places"] = self._lasting
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
            self._count(OF_CALL, of_calls, math.prod(shape[1:]))
        self._turn(rounds.reshape(len(rounds) * shape[0], *shape[1:]), child)
        self._lasting.add(rounds.reshape(len(rounds) * shape[0], -1))
        self._compare(rounds.reshape(len(rounds), -1), child)

    def _turn(self, calls: Mask, child: int) -> None:
        """Tell calls by the one before each, turned, and the second half of each by the first."""
        before = self._before.get(child)
        self._before[child] = calls[-1]
        told = calls
        if before is not None and before.shape == calls.shape[1:]:
            told = np.concatenate([before[np.newaxis], calls])
        told, given = told[:-1], told[1:]
        size = math.prod(calls.shape[1:])
        if size >= _SAME:  # what comes again as it is, others tell, or nobody where it may
            moved = (given != told).reshape(-1, size).any(axis=1)
            told, given = told[moved], given[moved]
        self._told_turned("call turned", given.reshape(-1, size), told.reshape(-1, size))
        if calls.ndim > 2:
            rows, half = calls.reshape(-1, size), size // 2
            self._told_turned("call turned along its axes", given, told)
            self._told_turned("half call turned", rows[:, size - half :], rows[:, :half])

    def _told_turned(self, kind: str, given: Mask, told: Mask) -> None:
        self._turned.setdefault(kind, Turned()).add(given, told)

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
