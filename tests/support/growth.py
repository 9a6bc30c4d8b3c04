"""By how much work grows when its input does: of processor time, for most of it is done in C.

The input is doubled twice. What is linear then takes four times as long, n log n a little more, and
what is quadratic sixteen times; `MOST` lies in the middle. Both sizes are measured in turn until no
stage is too steep, and its least ratio counts; a machine that is busy with other things gets a few
tries.
"""

import gc
import sys
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
    lowest: dict[str, float] = {}
    for _ in range(_TRIES):
        small, large = _measured(run, size), _measured(run, 4 * size)
        for name, seconds in large.items():
            ratio = seconds / small[name] if seconds > FLOOR else 0.0
            lowest[name] = min(ratio, lowest.get(name, ratio))
        if max(lowest.values()) < MOST:
            break
    return {name: round(ratio, 1) for name, ratio in lowest.items() if ratio >= MOST}


def _measured(run: Callable[[int, Stages], object], size: int) -> dict[str, float]:
    stages = Stages()
    with _undisturbed():
        run(size, stages)
    return stages.seconds


@cache
def _settle() -> None:
    """Let no collection go over what was there before: that takes longer than most of the work."""
    gc.collect()
    gc.freeze()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Neither collect nor trace: with `--cov`, most of deep calls would be the tracing."""
    _settle()
    gc.collect()
    gc.disable()
    tracing = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracing)
        gc.enable()
