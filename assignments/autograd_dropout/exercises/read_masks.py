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
    last = heard[heard[:, 0] >= hidden]
    if len(last) != answers.size:
        return False
    calls = in_order(last.reshape(*answers.shape, -1))
    return bool(np.allclose(calls[:, :, 3], answers, rtol=1e-6, atol=0))


class Stopped(Exception):
    """The student's code raised an exception of this name."""
