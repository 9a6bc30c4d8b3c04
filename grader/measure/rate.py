"""Is a share of zeros and ones drawn at a stated rate? Asked until it is certain.

Wald's sequential test (Annals of Mathematical Statistics 16, 1945), once against the rate plus an
offset and once against the rate minus it. Right work is accepted as soon as both are as good as
ruled out, and another rate is refused as soon as one of them is as good as proven. Where neither
happens within `most` draws, the share itself decides. All four ways to err are bounded by theorems:
before the end by Ville's inequality, at the end by Chernoff's bound.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from grader.measure.budget import ALPHA, BETA
from grader.measure.code_length import divergence

_AT_THE_END = 0.1
"""The part of the wrong work that may be accepted which is left for the end."""


class Verdict(StrEnum):
    """What draws tell of a law so far."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    MORE = "more"


@dataclass(frozen=True)
class RateTest:
    """A draw is one with probability `rate`, and not with one that is off by `offset`."""

    rate: float
    offset: float = 0.05
    alpha: float = ALPHA
    beta: float = BETA

    @cached_property
    def others(self) -> tuple[float, float]:
        """The rates that it must be told from; near 0 and 1 half of what is left."""
        below = max(self.rate - self.offset, self.rate / 2)
        return below, min(self.rate + self.offset, (1 + self.rate) / 2)

    @cached_property
    def limits(self) -> tuple[float, float]:
        """The shares between which `most` draws must lie to be accepted."""
        below, above = (self._limit(other) for other in self.others)
        return below, above

    @cached_property
    def most(self) -> int:
        """So many draws are enough, whatever they are."""
        return max(math.ceil(self._doubt / divergence(limit, self.rate)) for limit in self.limits)

    @cached_property
    def least(self) -> int:
        """Fewer draws are never accepted, whatever their share."""
        return math.ceil(self._trust / max(divergence(self.rate, other) for other in self.others))

    def verdict(self, ones: float, size: float) -> Verdict:
        """Tell what so many ones among so many draws mean; a share of draws is allowed."""
        against = max(self._ratio(ones, size, other) for other in self.others)
        if size < self.most and -self._trust < against < self._doubt:
            return Verdict.MORE
        accepted, refused = self.decided(ones, size)
        if accepted:
            return Verdict.ACCEPT
        return Verdict.REFUSE if refused else Verdict.MORE

    def decided(self, ones: Any, size: float) -> tuple[Any, Any]:
        """Tell for each number of ones whether it is accepted and whether it is refused."""
        ones = np.asarray(ones, dtype=float)
        against = [self._ratio(ones, size, other) for other in self.others]
        refused = np.maximum(*against) >= self._doubt
        accepted = np.maximum(*against) <= -self._trust
        if size >= self.most:
            share = ones / size
            inside = (share > self.limits[0]) & (share < self.limits[1])
            accepted, refused = ~refused & (accepted | inside), refused | ~(accepted | inside)
        return accepted, refused

    def _ratio(self, ones: Any, size: float, other: float) -> Any:
        """Return the logarithm of the likelihood of another rate over that of this one."""
        one, zero = math.log(other / self.rate), math.log((1 - other) / (1 - self.rate))
        return ones * one + (size - ones) * zero

    @property
    def _doubt(self) -> float:
        """Nats against this rate: two sides, before the end and at the end."""
        return math.log(4 / self.alpha)

    @property
    def _trust(self) -> float:
        """Nats against the other rate before the end, where nearly all work is accepted."""
        return math.log(1 / (self.beta * (1 - _AT_THE_END)))

    @property
    def _trust_at_the_end(self) -> float:
        return math.log(1 / (self.beta * _AT_THE_END))

    def _limit(self, other: float) -> float:
        """Return the share that divides this rate from another, as the two doubts weigh."""
        near, far = self.rate, other
        for _ in range(60):
            middle = (near + far) / 2
            for_right = divergence(middle, self.rate) * self._trust_at_the_end
            if for_right < divergence(middle, other) * self._doubt:
                near = middle
            else:
                far = middle
        return (near + far) / 2


@lru_cache(maxsize=64)
def rate_test(rate: float, offset: float) -> RateTest:
    """Return the test of a rate with the budget's errors; its limits are worked out once."""
    return RateTest(rate, offset)
