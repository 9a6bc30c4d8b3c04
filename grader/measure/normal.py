"""Are these numbers draws from a normal law? Told from the numbers, whatever drew them.

Each test refuses right draws with probability `ALPHA` at most (docs/statistics.md). What is not
finite holds to no law.
"""

import math

import numpy as np

from grader.measure.budget import DOUBT
from grader.measure.code_length import LN_2
from grader.measure.values import Array

_WITHIN_ONE_DEVIATION = 0.6826895
"""Share of a normal law that lies within one standard deviation of its mean."""

_SHARE_DEVIATION = 0.3154
"""Standard deviation of that share, times sqrt(n), when mean and deviation are the draws' own."""

_SHARE_SIGMAS = 6.0
"""Two in a thousand million by its limiting law, which two million samples of 300 keep to."""


def centred(draws: Array, deviation: float | None = None) -> bool:
    """Tell whether the mean is 0, for draws of this standard deviation or of their own."""
    if draws.size < 2:
        return False
    mean = float(draws.mean())
    if deviation is not None:
        return draws.size * mean**2 / (2 * deviation**2) <= DOUBT + LN_2
    spread = float(draws.var())  # of all, for the likelihood's ratio
    if not spread > 0:
        return mean == 0
    return (draws.size - 2) / 2 * math.log1p(mean**2 / spread) <= DOUBT + LN_2


def deviates_by(draws: Array, deviation: float) -> bool:
    """Tell whether the standard deviation is this one: Chernoff's bound for chi-square."""
    if draws.size < 2:
        return False
    ratio = float(draws.var(ddof=1)) / deviation**2
    if not 0 < ratio < math.inf:
        return False
    return (draws.size - 1) / 2 * (ratio - 1 - math.log(ratio)) <= DOUBT + LN_2


def bell_shaped(draws: Array) -> bool:
    """Tell whether as many draws lie within one standard deviation as in a normal law.

    Uniform draws have 58 % there, draws of one size only none or all of them.
    """
    spread = float(draws.std()) if draws.size else 0.0
    if not spread > 0:
        return False
    share = float((abs(draws - draws.mean()) < spread).mean())
    allowed = _SHARE_SIGMAS * _SHARE_DEVIATION / math.sqrt(draws.size)
    return abs(share - _WITHIN_ONE_DEVIATION) <= allowed


def unrelated(one: Array, other: Array) -> bool:
    """Tell whether two samples do not tell of each other: the same numbers, scaled or mixed, do.

    Samples of different sizes are compared in the order in which they are drawn.
    """
    a, b = np.ravel(one), np.ravel(other)
    n = min(a.size, b.size)
    if n < 3 or np.isin(a, b).mean() > 0.5:
        return False
    a, b = a[:n] - a[:n].mean(), b[:n] - b[:n].mean()
    scale = float((a * a).sum() * (b * b).sum())
    if not 0 < scale < math.inf:
        return False
    squared = float((a * b).sum()) ** 2 / scale
    return squared < 1 and (2 - n) / 2 * math.log1p(-squared) <= DOUBT + LN_2


def unrelated_turned(one: Array, other: Array) -> bool:
    """Tell whether no turn of a sample tells another of its shape, in one row or along its axes.

    Nor does one of the sample the other way round.
    """
    if one.shape != other.shape or one.size < 3:
        return False
    ways = [(one, other)] if one.ndim > 1 else []
    ways += [(one.ravel(), other.ravel()), (one.ravel(), other.ravel()[::-1])]
    doubt = DOUBT + LN_2 + math.log(len(ways) * one.size)
    return all(_told_at_most(a, b) <= doubt for a, b in ways)


def _told_at_most(one: Array, other: Array) -> float:
    """Return the nats that a sample tells of another, turned to where that is most."""
    a, b = one - one.mean(), other - other.mean()
    scale = float((a * a).sum() * (b * b).sum())
    if not 0 < scale < math.inf:
        return math.inf
    moved = np.fft.rfftn(a) * np.conj(np.fft.rfftn(b))
    turned = np.fft.irfftn(moved, s=a.shape, axes=range(a.ndim))
    squared = float((turned * turned).max()) / scale
    return (2 - a.size) / 2 * math.log1p(-squared) if squared < 1 else math.inf
