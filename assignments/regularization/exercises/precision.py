"""To how many digits a student's numbers can be held: by the type they came in, and by rounding."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.measure.compare import ATOL
from grader.measure.values import Unfit, number

_DIGITS = range(2, 8)
"""Decimals to which a cost may have been rounded; with more, nothing is lost."""
_FEWEST = 5
"""Numbers of which all end so early by rounding, not by chance."""
_SINGLE = 8 * float(np.finfo(np.float32).eps)
"""What single precision loses of the largest number, where two are subtracted."""


@dataclass(frozen=True, slots=True)
class Precision:
    """What numbers may be off by, and whether that is because they were rounded."""

    atol: float = ATOL
    is_rounded: bool = False

    @classmethod
    def of(cls, values: Sequence[Any]) -> "Precision":
        """Read it off numbers that came back for different questions."""
        found = []
        for value in values:
            try:
                found.append(number(value, "cost"))
            except Unfit:
                continue
        largest = max(map(abs, found), default=0.0)
        atol = ATOL + _SINGLE * largest if any(map(_is_single, values)) else ATOL
        digits = next((d for d in _DIGITS if _end_by(found, d)), None)
        if digits is None:
            return cls(atol)
        return cls(atol + 4.5 * 10.0**-digits, is_rounded=True)


def _end_by(found: Sequence[float], digits: int) -> bool:
    """Tell whether different numbers all end by this decimal."""
    ends = all(abs(one - round(one, digits)) <= 1e-12 * max(1.0, abs(one)) for one in found)
    return ends and len({*found}) >= _FEWEST


def _is_single(value: Any) -> bool:
    is_array = isinstance(value, np.ndarray | np.generic)
    return is_array and value.dtype == np.float32
