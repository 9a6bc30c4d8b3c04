"""By how much work grows when its input does: of processor time, for most of it is done in C.

The input is doubled twice. What is linear then takes four times as long, n log n a little more, and
what is quadratic sixteen times; `MOST` lies in the middle. Both sizes are measured in turn until no
stage is too steep, and the least of each counts; a machine that is busy with something else gets a
few tries.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

MOST = 8.0
FLOOR = 0.004
"""Seconds. What does not take as long as this at the larger size would be done within a second at
sixteen times that size, even if it were quadratic: there is nothing to measure."""
_TRIES = 12

Result = TypeVar("Result")


class Stages:
    """Measures the stages of some work, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Result]) -> Result:
        """Do one stage's work; of a name that comes again the times are added."""
        started = time.process_time()
        try:
            return work()
        finally:
            spent = time.process_time() - started
            self.seconds[name] = self.seconds.get(name, 0.0) + spent


def too_steep(run: Callable[[int, Stages], object], size: int) -> dict[str, float]:
    """Return the stages that take more than `MOST` times as long on input four times as large.

    `run` makes input of a size and puts each stage's work on it to the `Stages`.
    """
    small: dict[str, float] = {}
    large: dict[str, float] = {}
    for _ in range(_TRIES):
        small, large = _less(small, run, size), _less(large, run, 4 * size)
        steep = {name: round(large[name] / small[name], 1) for name in large if large[name] > FLOOR}
        steep = {name: ratio for name, ratio in steep.items() if ratio >= MOST}
        if not steep:
            break
    return steep


def _less(
    least: dict[str, float], run: Callable[[int, Stages], object], size: int
) -> dict[str, float]:
    """Measure once more; return the least of each stage."""
    stages = Stages()
    with _undisturbed():
        run(size, stages)
    return {name: min(spent, least.get(name, spent)) for name, spent in stages.seconds.items()}


@cache
def _settle() -> None:
    """Let no collection go over what was there before: that takes longer than most of the work."""
    gc.collect()
    gc.freeze()


@contextmanager
def _undisturbed() -> Iterator[None]:
    _settle()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
