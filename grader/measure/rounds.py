"""Draws asked for in rounds, until the law of the masks is certain one way or the other.

    rounds = Rounds(0.7)
    while rounds.undecided:
        rounds.add(ask(rounds.wanted(usual)))     # calls by the mask's own shape
    rounds.rate is Verdict.ACCEPT, rounds.independent is Verdict.ACCEPT

`Rounds.judge` says the same of rounds that were asked before. Nothing here draws or asks, so the
same answers give the same verdicts.
"""

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Literal

import numpy as np

from grader.measure.budget import DOUBT
from grader.measure.code_length import LN_2, by_best_rate
from grader.measure.codes import Mask
from grader.measure.dependence import OF_CALL, Dependence, design_effect
from grader.measure.rate import Verdict, rate_test

ENOUGH = 45.0
"""Nats in what was drawn, for shared draws to be seen in it: `DOUBT`, and what the codes cost."""
_ROOM = 4
"""So many times as much is asked for, lest right draws happen to tell too little."""
_SAME = 150
"""So many entries do not agree by chance: at rates of 0.15 to 0.85 not once in 10^18 times."""
_AXES = 4
_ORDERS: tuple[Literal["C", "F"], ...] = ("C", "F")


class Rounds:
    """What masks tell of their law: each entry is kept at one rate, and is a draw of its own.

    `anew` says whether a mask that comes again is a fault here; where another item counts that, or
    the lesson itself seeds, the draws are counted once and the next round should ask for more of
    them. `offset` is the least difference of rates that is surely seen; `least` the number of
    rounds before anything is accepted (objects, where each round asks an object of its own).
    """

    def __init__(
        self, rate: float, *, offset: float = 0.05, anew: bool = True, least: int = 1
    ) -> None:
        self.test = rate_test(rate, offset)
        self.asked = 0
        """Entries that were asked for, in all."""
        self._anew, self._least = anew, least
        self._times_begun = 0
        self._came_again = False
        """Whether the last round did."""
        self._is_unread = False
        """Whether a round came that holds no draws: more of them would show nothing either."""
        self._begin()

    def _begin(self) -> None:
        self._times_begun += 1
        self._rounds: list[Mask] = []
        self._dependence = Dependence()
        self._by_entries = Verdict.MORE
        self._ones = self._size = 0
        self._is_due = False
        self._next_look = self._needed

    @classmethod
    def judge(cls, rounds: Iterable[Any], rate: float, **options: Any) -> "Rounds":
        """Judge rounds that were asked before, in their order."""
        found = cls(rate, **options)
        for draws in rounds:
            found.add(draws)
        return found

    def add(self, draws: Any, child: int = 0) -> None:
        """Take a round: calls by the shape of a mask, of which a row is the least.

        `child` numbers the processes that were asked, where a mask that comes again is a fault.
        """
        mask = np.asarray(draws, dtype=bool)
        mask = mask.reshape(*mask.shape[: _AXES - 1], -1) if mask.ndim > _AXES else mask
        if mask.ndim < 2 or not mask.size:
            self._is_unread = True
            return
        self.asked += mask.size
        self._came_again = not self._anew and self._is_one_stream_with(mask)
        if self._came_again:
            if self._rounds[0].size >= mask.size:
                return  # all of it was told before
            self._begin()  # all that was told before is told again
        self._take(mask, child)

    def _take(self, mask: Mask, child: int) -> None:
        self._rounds.append(mask)
        self._dependence.add(mask, child)
        self._ones, self._size = self._ones + int(np.count_nonzero(mask)), self._size + mask.size
        if self._by_entries is Verdict.MORE:
            self._by_entries = self.test.verdict(self._ones, self._size)
        # dependence takes longer to see: it is looked for more and more rarely, and at the end
        self._is_due = self._size >= self._next_look
        if self._is_due:
            self._next_look = 2 * self._size

    @property
    def draws(self) -> int:
        """Entries that count, those that came again once."""
        return self._size

    @property
    def share(self) -> float:
        """The share of ones in the draws that count."""
        return self._ones / self._size if self._size else 0.0

    @property
    def undecided(self) -> bool:
        """Whether more draws could tell more; never beyond what the test of the rate needs."""
        if self.asked >= self._most or self._is_unread:
            return False
        if not self._is_due and (self._are_few or self._by_entries is Verdict.MORE):
            return True
        if self._is_dependent and self._is_hopeless:
            return False
        return self._are_few or Verdict.MORE in (self.rate, self.independent)

    def wanted(self, usual: int) -> int:
        """Return how many entries to ask for next: more than ever, where the draws come again."""
        return 2 * self._rounds[0].size if self._came_again else usual

    @property
    def rate(self) -> Verdict:
        """What the draws tell of the rate. MORE at the end: it cannot be told, nothing is shown."""
        if self._are_few:
            return Verdict.MORE
        if not self._is_dependent:
            return self._by_entries
        verdict = self.test.verdict(*self._independent_draws)
        if verdict is Verdict.REFUSE and self.kinds.get(OF_CALL, 0.0) >= DOUBT:
            # one mask moved about is one draw of so many entries, however often it comes
            calls = sum(len(one) for one in self._rounds)
            return self.test.verdict(self._ones / calls, self._size / calls)
        return verdict

    @property
    def independent(self) -> Verdict:
        """What the draws tell of each entry being a draw of its own.

        REFUSE also when nearly all are alike, in which nothing shows.
        """
        if self._is_dependent:
            return Verdict.REFUSE
        if self._are_few or self.draws < self._needed:
            return Verdict.MORE
        return Verdict.ACCEPT if self._dependence.told >= ENOUGH else Verdict.REFUSE

    @property
    def kinds(self) -> dict[str, float]:
        """Nats that each kind of dependence saves; from `DOUBT` on it is refused."""
        return self._dependence.saved()

    @property
    def _are_few(self) -> bool:
        """Whether fewer rounds count than agreed; where all are one stream, more tell nothing."""
        return len(self._rounds) < self._least and not self._came_again

    @property
    def _is_dependent(self) -> bool:
        # a stream told anew is looked at anew: each time takes half of what is left
        looks = 0 if self._anew else self._times_begun
        return self._dependence.evidence >= DOUBT + looks * LN_2

    @property
    def _most(self) -> int:
        return self.test.most + self._needed

    @cached_property
    def _needed(self) -> int:
        """Entries in which shared draws show, at the stated rate."""
        rate, many = self.test.rate, 1000
        told = by_best_rate(max(round(rate * many), 1), max(round((1 - rate) * many), 1)) / many
        return math.ceil(_ROOM * ENOUGH / told)

    def _is_one_stream_with(self, mask: Mask) -> bool:
        """Tell whether all draws so far are the beginning of these, by rows or by columns.

        Who seeds inside does so from the second round on; what comes again later is a fault.
        """
        if len(self._rounds) != 1:
            return False
        return any(_begin_alike(self._rounds[0], mask, order) for order in _ORDERS)

    @property
    def _is_hopeless(self) -> bool:
        """Whether as many as may be asked for are too few that count, where draws are shared."""
        return self._independent_draws[1] / self.asked * self._most < self.test.least

    @property
    def _independent_draws(self) -> tuple[float, float]:
        """Ones, and all, of the draws that count where they hang together: so many are one."""
        shapes: dict[tuple[int, ...], list[Mask]] = {}
        for one in self._rounds:
            shapes.setdefault(one.shape, []).append(one)
        ones = size = 0.0
        for alike in shapes.values():
            together = np.stack(alike)  # what rounds have in common is seen too
            effect = design_effect(together)
            ones, size = ones + together.sum() / effect, size + together.size / effect
        return ones, size


def _begin_alike(one: Mask, other: Mask, order: Literal["C", "F"]) -> bool:
    n = min(one.size, other.size)
    return n >= _SAME and bool((one.ravel(order)[:n] == other.ravel(order)[:n]).all())
