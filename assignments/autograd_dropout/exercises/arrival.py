"""What arrives at a network's layers, held to what the neurons before them gave.

Whoever drops, or scales, between a neuron and the next layer is seen here: a network has the masks
that arrive, whatever its neurons drew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.lessons.scalar_dropout import SCALES, factor

COLUMNS = 7
"""Of a table of what was heard: `grader/sandbox/beside/neurons.py` says which."""
ON_THE_WAY = "on the way"
"""What is handed on is another multiple of a neuron's value, or none, at the next layer."""
_NEAR = 1e-6


@dataclass(frozen=True)
class Arrived:
    """What one layer's neurons gave, as it arrived at the next layer in some calls."""

    kept: Any
    """Calls by neurons: which numbers were not 0."""
    whole: Any
    """In each call the sum of the numbers with a weight for each: its place, from 1 on."""


def by_layers(heard: Any, times: int, sizes: Sequence[int]) -> list[Arrived] | None:
    """Return what arrived of each hidden layer; None unless it is known for every call.

    `sizes` are those of the hidden layers. A call ends with the neurons of the output.
    """
    places, hidden = heard[:, 0], sum(sizes)
    ends = places == hidden
    if ends.sum() != times:
        return None
    calls = np.cumsum(ends) - ends
    found = []
    for size, first in zip(sizes, np.cumsum(sizes), strict=True):
        rows = heard[(places == first) & (calls < times)]
        # who is asked twice in a call counts as it was asked last
        last = dict(zip(calls[(places == first) & (calls < times)], rows, strict=True))
        if len(last) != times or any(row[2] != 0 for row in last.values()):
            return None
        table = np.array([last[call] for call in range(times)])
        bits = table[:, 5].astype(np.int64)[:, np.newaxis] >> np.arange(size)
        found.append(Arrived(bits & 1 == 0, table[:, 6]))
    return found


def times_on_the_way(arrived: Arrived, numbers: Any) -> float:
    """Return what a layer's numbers were multiplied by before they arrived; NaN for nothing else.

    Those that arrived as 0 have no part in it; 1 where nothing arrived.
    """
    weights = np.arange(1, numbers.shape[1] + 1)
    given = np.where(arrived.kept, numbers, 0.0) @ weights
    told = np.isfinite(arrived.whole) & (np.abs(given) > _NEAR)
    if not told.any():
        return 1.0
    shares = arrived.whole[told] / given[told]
    return float(shares[0]) if np.allclose(shares, shares[0], rtol=_NEAR, atol=0) else float("nan")


def scale_at_the_next(scale: str, times: float, rate: float) -> str:
    """Return the way in which neurons that are on arrive scaled, or that it is none that is known.

    `scale` is the neurons' own way, `times` what they are multiplied by after it.
    """
    if abs(times - 1) <= _NEAR or scale not in SCALES:
        return scale if abs(times - 1) <= _NEAR else ON_THE_WAY
    whole = factor(scale, rate) * times
    ways = (way for way in SCALES if abs(factor(way, rate) - whole) <= _NEAR * whole)
    return next(ways, ON_THE_WAY)
