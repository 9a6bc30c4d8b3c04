"""Rates of whole hundredths that lie apart from every tenth.

Who rounds a rate to one decimal, or draws whole numbers below ten, is off by all that lies between.
"""

import numpy as np


def draw_between_tenths(
    rng: np.random.Generator, low: float, high: float, *, apart: int = 1
) -> float:
    """Draw such a rate, `apart` hundredths at least from every tenth.

    A hundred times the rate, and of what it leaves to 1, are whole numbers without a rest, so that
    whole numbers below a hundred draw it as well as any others do.
    """
    return _hundredth(int(rng.choice(_between(low, high, apart))))


def _between(low: float, high: float, apart: int) -> list[int]:
    numbers = range(round(100 * low), round(100 * high) + 1)
    return [n for n in numbers if apart <= n % 10 <= 10 - apart and _is_exact(_hundredth(n))]


def _hundredth(number: int) -> float:
    return number / 100


def _is_exact(rate: float) -> bool:
    return all((100 * part).is_integer() for part in (rate, 1 - rate))
