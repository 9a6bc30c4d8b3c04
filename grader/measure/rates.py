"""Are shares of zeros and ones drawn at several stated rates? One test for all of them together.

Who keeps to one rate whatever is asked may be near each of the rates and still be told: two rates
that lie apart cannot both be near it. Wald's test as in `grader.measure.rate`, against every way in
which each rate may be off by the offset, up or down; so it takes hardly more draws than one rate.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from grader.measure.budget import ALPHA, BETA
from grader.measure.rate import Verdict

Counts = Sequence[tuple[float, float]]
"""Of each rate: ones, and draws in all; draws that hang together may count as a share of one."""


@dataclass(frozen=True)
class Rates:
    """Draws are ones with these probabilities, and not with ones that are all off by `offset`."""

    rates: tuple[float, ...]
    offset: float = 0.05
    alpha: float = ALPHA
    beta: float = BETA

    def verdict(self, counts: Counts) -> Verdict:
        """Tell what so many ones among so many draws mean, of each rate.

        Right draws are refused with probability `alpha` at most, and draws of which every rate is
        off by `offset` accepted with probability `beta` at most, whenever one looks (Ville).
        """
        accepted, refused = self.decided(counts)
        if accepted:
            return Verdict.ACCEPT
        return Verdict.REFUSE if refused else Verdict.MORE

    def decided(self, counts: Sequence[tuple[Any, float]]) -> tuple[Any, Any]:
        """Tell for each number of ones whether it is accepted and whether it is refused."""
        against = [self._ratio(counts, others) for others in self._others]
        most = np.maximum.reduce(against)
        return most <= -math.log(1 / self.beta), most >= math.log(len(against) / self.alpha)

    @cached_property
    def _others(self) -> list[tuple[float, ...]]:
        """The rates that these must be told from; near 0 and 1 half of what is left."""
        sides = [
            (max(rate - self.offset, rate / 2), min(rate + self.offset, (1 + rate) / 2))
            for rate in self.rates
        ]
        return list(product(*sides))

    def _ratio(self, counts: Sequence[tuple[Any, float]], others: Sequence[float]) -> Any:
        """Return the logarithm of the likelihood of other rates over that of these."""
        return sum(
            ones * math.log(other / rate) + (size - ones) * math.log((1 - other) / (1 - rate))
            for (ones, size), rate, other in zip(counts, self.rates, others, strict=True)
        )
