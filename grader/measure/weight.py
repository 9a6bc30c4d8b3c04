"""How much room an answer takes, told without converting any of it."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

FREE = 1 << 20
"""Bytes that any answer may take: a sum that was forgotten, a broadcast too many."""
FACTOR = 16
"""How many times what was expected an answer may take."""
_NUMBER = 8
"""Bytes of a number: what an entry of an array takes once it is compared."""


def outgrows(got: Any, want: Any) -> bool:
    """Tell whether an answer is so much larger than the right one that nobody should look at it."""
    if weight(got, FREE) < FREE:
        return False
    allowed = FREE + FACTOR * weight(want)
    return weight(got, allowed) >= allowed


def weight(value: Any, most: float = math.inf) -> int:
    """Return the bytes that a value takes as numbers and text; beyond `most` any larger number."""
    total = 0
    waiting = [value]
    while waiting and total < most:
        one = waiting.pop()
        if type(one) is float or type(one) is int:  # most of what lists hold
            total += _NUMBER
        elif isinstance(one, np.ndarray):
            total += max(one.nbytes, _NUMBER * one.size) + _NUMBER
        elif isinstance(one, str | bytes):
            total += len(one) + _NUMBER
        elif isinstance(one, Mapping):
            total += _NUMBER
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set | frozenset):
            total += _NUMBER
            waiting += one
        else:
            total += _NUMBER
    return total
