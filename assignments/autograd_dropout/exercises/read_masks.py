"""What is read of layers that draw, whichever way they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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


class Stopped(Exception):
    """The student's code raised an exception of this name."""
