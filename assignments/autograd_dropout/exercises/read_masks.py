"""What is read of layers that draw, whichever way they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.adapt.neurons import Neurons

SHARING = 2
"""Networks that share a round at one rate: who seeds with each network shows in two of them."""

Parts = Mapping[tuple[int, float], Neurons]
"""The neurons of each network that shares a round, at each rate."""


@dataclass(frozen=True)
class Read:
    """One layer at one rate in one network: its masks, and in which way they were read."""

    masks: Any
    off: str
    scale: str
    is_scalar: bool = True


def in_order(calls: Any) -> Any:
    """Return what was heard in each call in the order of the neurons: their numbers come first."""
    return np.take_along_axis(calls, np.argsort(calls[:, :, :1], axis=1), axis=1)


def come_from_neurons(answers: Any, heard: Any, hidden: int) -> bool:
    """Tell whether a network answered what its last neurons did, after so many hidden ones."""
    return times_the_last(answers, heard, hidden) is not None


def times_the_last(answers: Any, heard: Any, hidden: int) -> float | None:
    """Return which multiple of what its last neurons gave a network answered; None for none."""
    last = heard[heard[:, 0] >= hidden]
    if len(last) != answers.size:
        return None
    given = in_order(last.reshape(*answers.shape, -1))[:, :, 3]
    times = float(answers.flat[0] / given.flat[0]) if given.flat[0] else 1.0
    return times if times and np.allclose(times * given, answers, rtol=1e-6, atol=0) else None


class Stopped(Exception):
    """The student's code raised an exception of this name."""
