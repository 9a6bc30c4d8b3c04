"""Are these numbers draws from a normal law? Told from the numbers, whatever drew them.

Every test allows 6 standard deviations, so right draws are refused about twice in a thousand
million tests. What is not finite holds to no law.
"""

import math

from grader.check.law import SIGMAS
from grader.check.network import Array

_WITHIN_ONE_DEVIATION = 0.6826895
"""Share of a normal law that lies within one standard deviation of its mean."""


def centred(draws: Array, deviation: float | None = None) -> bool:
    """Tell whether the mean is 0, for draws of this standard deviation or of their own."""
    if draws.size < 2:
        return False
    spread = float(draws.std(ddof=1)) if deviation is None else deviation
    return abs(float(draws.mean())) <= SIGMAS * spread / math.sqrt(draws.size)


def deviates_by(draws: Array, deviation: float) -> bool:
    """Tell whether the standard deviation is this one."""
    if draws.size < 2:
        return False
    ratio = float(draws.std(ddof=1)) / deviation
    return abs(ratio - 1) <= SIGMAS / math.sqrt(2 * (draws.size - 1))


def bell_shaped(draws: Array) -> bool:
    """Tell whether as many draws lie within one standard deviation as in a normal law.

    Uniform draws have 58 % there, draws of one size only none or all of them.
    """
    spread = float(draws.std()) if draws.size else 0.0
    if not spread > 0:
        return False
    share = float((abs(draws - draws.mean()) < spread).mean())
    allowed = math.sqrt(_WITHIN_ONE_DEVIATION * (1 - _WITHIN_ONE_DEVIATION) / draws.size)
    return abs(share - _WITHIN_ONE_DEVIATION) <= SIGMAS * allowed
