"""By how much work grows when its input does: of processor time, for most of it is done in C.

The input is doubled twice. What is linear then takes four times as long, n log n a little more, and
what is quadratic sixteen times; `MOST` lies in the middle. Both sizes are measured several times,
in turn, and the least counts; a machine that is busy with something else is given a few tries.
"""

import gc
import time
from collections.abc import Callable
from typing import TypeVar

MOST = 8.0
FLOOR = 0.004
"""Seconds. What does not take as long as this at the larger size would still be done within a
quarter of a second at sixteen times the size, were it quadratic: there is nothing to measure."""
_ROUNDS = 3
_TRIES = 4

Input = TypeVar("Input")


def growth(make: Callable[[int], Input], work: Callable[[Input], object], size: int) -> float:
    """Return how many times as long `work` takes on `make(4 * size)` as on `make(size)`.

    Every input is made anew, for work may leave notes on it. Of several tries the lowest is
    returned, and none is made after one that is low enough.
    """
    lowest = float("inf")
    for _ in range(_TRIES):
        small = large = float("inf")
        for _ in range(_ROUNDS):
            small = min(small, _seconds(make, work, size))
            large = min(large, _seconds(make, work, 4 * size))
            if large < FLOOR:
                return 0.0
        lowest = min(lowest, large / small)
        if lowest < MOST:
            break
    return lowest


def _seconds(make: Callable[[int], Input], work: Callable[[Input], object], size: int) -> float:
    given = make(size)
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        work(given)
        return time.process_time() - started
    finally:
        gc.enable()
