"""What the test of a rate does, computed: no draw is made, and nothing is left to chance.

The number of ones is followed from round to round with its whole law; what a decision takes away
is counted, and the rest goes on.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.measure.budget import ALPHA, BETA
from grader.measure.code_length import by_unknown_rate, log_choose
from grader.measure.rate import RateTest

Decide = Callable[[Any, int], tuple[Any, Any]]


@dataclass(frozen=True)
class Course:
    """How a test ends."""

    accepted: float
    refused: float
    mean: float
    most: int
    """Draws in 99 of 100."""


def course(
    decide: Decide,
    drawn: float,
    batch: int,
    least: int = 1,
    sent: Callable[[int], int] = int,
) -> Course:
    """Follow a test, round by round, when draws have this rate; `least` rounds are always asked.

    `sent` says how many rounds were asked for where so many are needed.
    """
    ones = np.arange(batch + 1)
    law = np.exp(log_choose(batch) + ones * math.log(drawn) + ones[::-1] * math.log(1 - drawn))
    going, size, accepted, refused, mean, most = np.ones(1), 0, 0.0, 0.0, 0.0, 0
    while going.sum() > 1e-13:
        going, size = np.convolve(going, law), size + batch
        accept, refuse = decide(np.arange(size + 1), size)
        ended = float(going[accept].sum()), float(going[refuse].sum())
        accepted, refused = accepted + ended[0], refused + ended[1]
        asked = sent(max(size // batch, least)) * batch
        mean += asked * sum(ended)
        going[accept | refuse] = 0.0
        if not most and going.sum() <= 0.01:
            most = asked
    return Course(accepted, refused, mean, most)


def fixed(rate: float, offset: float) -> int:
    """Return how many draws a test that is asked once needs for the same two error rates.

    By normal tails, which flatter it a little.
    """
    right, wrong = (_quantile(error) for error in (ALPHA / 2, BETA))
    others = (rate - offset, rate + offset)
    here = math.sqrt(rate * (1 - rate))
    return math.ceil(
        max(((right * here + wrong * math.sqrt(o * (1 - o))) / offset) ** 2 for o in others)
    )


def _quantile(tail: float) -> float:
    low, high = 0.0, 40.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if math.erfc(middle / math.sqrt(2)) / 2 > tail else (low, middle)
    return low


def by_confidence(rate: float, offset: float) -> Decide:
    """Decide by a confidence sequence instead: a mixture of all rates against each rate.

    Refused when it leaves the rate out, accepted when it leaves out both rates that are off.
    """
    test = RateTest(rate, offset)

    def decide(ones: Any, size: int) -> tuple[Any, Any]:
        told = -np.array([by_unknown_rate(int(k), int(size - k)) for k in ones])

        def against(p: float) -> Any:
            return told - ones * math.log(p) - (size - ones) * math.log(1 - p)

        refused = against(rate) >= math.log(1 / ALPHA)
        out = np.minimum(*(against(other) for other in test.others)) >= math.log(1 / BETA)
        inside = (ones > size * test.others[0]) & (ones < size * test.others[1])
        accepted = out & inside & ~refused
        return accepted, refused | (~accepted & (size > 4 * test.most))

    return decide
