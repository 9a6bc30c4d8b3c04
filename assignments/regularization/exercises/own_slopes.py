"""Hold a backward pass to the student's own forward side: their cost, their dropout.

The slope of the student's own cost is taken by central differences along one direction for each
parameter; a backward pass that follows from it agrees, whatever is wrong in what it follows from.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.check.compare import agree
from grader.check.network import NAMES, Array
from grader.check.values import Unfit, array, number

from .judging import as_dict

STEP = 1e-6
"""Hardly a unit meets the ReLU's corner within it; rounding is below a billionth of the cost."""
RTOL, ATOL = 1e-5, 1e-8
_LARGEST_Z3 = 4.0
"""Beyond, 1 - sigmoid(Z3) has fewer digits than a slope takes."""
TELLING = 1e-5
"""A slope that is nearer to 0 tells nothing."""

Cost = Callable[[dict[str, Array]], Any]


def draw_directions(rng: np.random.Generator, parameters: Mapping[str, Array]) -> dict[str, Array]:
    """Draw one direction for each parameter."""
    return {name: rng.normal(size=parameters[name].shape) for name in NAMES}


def slopes(cost: Cost, at: Mapping[str, Array], directions: Mapping[str, Array]) -> dict[str, Any]:
    """Return, by parameter, the slope of a cost along its direction; executed beside the student.

    What the cost returns is not looked at here: two values are kept for each parameter.
    """
    found = {}
    for name, direction in directions.items():
        ends = []
        for sign in (1, -1):
            moved = {key: value.copy() for key, value in at.items()}
            moved[name] = moved[name] + sign * STEP * direction
            ends.append(cost(moved))
        found[name] = ends
    return found


def read_slopes(value: Any) -> dict[str, float]:
    """Return the slopes from the two values of each parameter. Raises Unfit."""
    found = {}
    for name in NAMES:
        ends = as_dict(value).get(name)
        up, down = ends if isinstance(ends, list) and len(ends) == 2 else (None, None)
        found[name] = (number(up, "cost") - number(down, "cost")) / (2 * STEP)
    return found


def followed(
    gradients: Any, slopes: Mapping[str, float], directions: Mapping[str, Array]
) -> Iterator[str]:
    """Yield the parameters whose gradient is the slope; one that is nearly 0 proves nothing."""
    for name, slope in slopes.items():
        try:
            found = array(as_dict(gradients).get(f"d{name}"), name, directions[name].shape)
        except Unfit:
            continue
        moved = float((found * directions[name]).sum())
        if abs(slope) > TELLING and bool(agree(moved, slope, RTOL, ATOL)):
            yield name


def steady(found: Mapping[str, Array], *hidden: str) -> bool:
    """Tell whether a step crosses no ReLU's corner and no logarithm loses digits, for drawing.

    `hidden` are the names of the layers that no mask has touched.
    """
    off_corners = all(float(np.abs(found[Z]).min()) > 100 * STEP for Z in hidden)
    return off_corners and float(np.abs(found["Z3"]).max()) < _LARGEST_Z3


def all_telling(slopes: Iterable[float]) -> bool:
    """Tell whether each slope is far from 0, for drawing inputs."""
    return all(abs(slope) > 1000 * TELLING for slope in slopes)
