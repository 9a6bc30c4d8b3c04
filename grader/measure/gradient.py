"""Slopes of a function to machine precision, by the complex step.

W. Squire, G. Trapp, "Using complex variables to estimate derivatives of real functions", SIAM
Review 40 (1998): f'(x) = Im f(x + ih) / h has no cancellation, so h may be tiny.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEP = 1e-30

Point = Mapping[str, NDArray[Any]]


def slope(f: Callable[[dict[str, NDArray[Any]]], Any], at: Point, along: Point) -> float:
    """Return the derivative of `f` at the arrays `at` in the direction of the arrays `along`.

    `f` must be analytic where it is asked: no abs, no maximum but the `relu`
    of `grader.lessons.relu_network`. Arrays that `along` does not name stay as they are.
    """
    moved = {name: np.asarray(value, dtype=np.complex128) for name, value in at.items()}
    for name, direction in along.items():
        moved[name] = moved[name] + 1j * STEP * direction
    with np.errstate(all="ignore"):
        return float(np.imag(f(moved)) / STEP)


def gradient(f: Callable[[dict[str, NDArray[Any]]], Any], at: Point) -> dict[str, NDArray[Any]]:
    """Return the derivative of `f` by every entry of every array: one call of `f` per entry."""
    slopes = {name: np.zeros(np.shape(value)) for name, value in at.items()}
    for name, found in slopes.items():
        for index in np.ndindex(found.shape):
            unit = np.zeros(found.shape)
            unit[index] = 1.0
            found[index] = slope(f, at, {name: unit})
    return slopes
