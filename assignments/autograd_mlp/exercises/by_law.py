"""What gradient descent does to the lesson's own network, by mathematics alone.

A training that ends where the law ends is right in every step; then nothing more need be asked.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from grader.exercise import Case
from grader.lessons.scalar_mlp import as_arrays, flat, gradient, squared_error
from grader.measure.rows import along, moved_alike, row

_MOST_RATES = 3
"""Rates of a loop's own that are tried."""


@lru_cache(maxsize=64)
def descent(case: Case, epochs: int, rate: float) -> tuple[Any, Any]:
    """Return the numbers before the first epoch and after each, and the losses there."""
    x, y = np.asarray(case.x), np.asarray(case.y)
    reached = [as_arrays(case.layers)]
    for _ in range(epochs):
        slopes = gradient(reached[-1], x, y)
        reached.append([own - rate * slope for own, slope in zip(reached[-1], slopes, strict=True)])
    losses = [float(squared_error(layers, x, y)) for layers in reached]
    return np.array([flat(layers) for layers in reached]), np.array(losses)


def descended(case: Case, epochs: int, end: Any, rates: Sequence[float]) -> Any:
    """Return the descent that ends at these numbers, as `descent` does; None where none does.

    How far the numbers have come is compared.
    """
    for rate in [case.rate, *rates[:_MOST_RATES]]:
        reached, losses = descent(case, epochs, rate)
        found = row(end, len(reached[0]))
        if found is not None and moved_alike(found, reached[0], reached[-1]):
            return reached, losses
    return None


def goes_down(case: Case, start: Any, one: Any) -> bool:
    """Tell whether a step goes along the true slope of the lesson's own network."""
    size = len(start) if isinstance(start, list) else 0
    begin, end, slope = row(start, size), row(one, size), true_slope(case, size)
    if begin is None or end is None or slope is None:
        return False
    return along(begin - end, slope)


def true_slope(case: Case, size: int) -> Any:
    """Return the slope for the lesson's own network; None where the student's is another."""
    slopes = _slope_at_start(case)
    return slopes if len(slopes) == size else None


@lru_cache(maxsize=64)
def _slope_at_start(case: Case) -> Any:
    return flat(gradient(as_arrays(case.layers), np.asarray(case.x), np.asarray(case.y)))
