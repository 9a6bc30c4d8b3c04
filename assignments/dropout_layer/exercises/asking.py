"""What every `run` does: seed as the lesson does, build the layer, find where it drops."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.exercise import Case

from .driving import Driven

Array = NDArray[Any]

SEED = 123
"""The lesson's own."""


def lesson_case(*, with_gradient: bool = False) -> Case:
    """Return the lesson's example: of its numbers 20 are x, 20 draw the mask, and 20 are g."""
    x, _mask, g = np.random.RandomState(SEED).rand(3, 2, 10)
    return Case("lesson", x=x, p=0.5, seed=SEED, **({"g": g} if with_gradient else {}))


def seed(number: int) -> None:
    """Seed both global streams."""
    np.random.seed(number)
    random.seed(number)


def new_layer(student: Any, case: Case) -> Driven:
    """Build the student's layer, in training, with the streams where the lesson has them."""
    seed(case.seed)
    np.random.rand(*case.x.shape)  # the lesson draws x first
    layer = Driven(student.Dropout, case.p)
    layer.switch(training=True)
    return layer


def dropping(layer: Driven, x: Array) -> Any:
    """Return `forward(x)` in the phase in which this layer drops.

    That is training. A layer that has its phases the wrong way round pays for it once, in its own
    exercise, and everything else is judged where it does drop.
    """
    y = layer.forward(x.copy())
    if layer.training and np.array_equal(y, x):
        layer.switch(training=False)
        other = layer.forward(x.copy())
        if not np.array_equal(other, x):
            return other
        layer.switch(training=True)
        return layer.forward(x.copy())
    return y


def split(returned: Any) -> tuple[Any, str]:
    """Return the gradient out of what `backward` returned, and how it came.

    That is "pair" for (gradient, {}), "other" for a gradient with something else, else "alone".
    """
    if isinstance(returned, tuple | list) and len(returned) == 2:
        gradient, parameters = returned
        empty = isinstance(parameters, dict) and not parameters
        if isinstance(returned, tuple) or isinstance(parameters, dict):
            return gradient, "pair" if empty and isinstance(returned, tuple) else "other"
    return returned, "alone"


# ---------------------------------------------------------------- drawing inputs


def draw_away_from_zero(rng: np.random.Generator, *shape: int) -> Array:
    """Draw numbers of both signs, none of them near zero: a zero in y then is a dropped entry."""
    signs = rng.choice([-1.0, 1.0], shape)
    return np.asarray(rng.uniform(0.2, 2.0, shape) * signs)


def draw_low(rng: np.random.Generator) -> float:
    """Draw a probability of dropping well below one half."""
    return round(float(rng.uniform(0.15, 0.32)), 2)


def draw_high(rng: np.random.Generator) -> float:
    """Draw a probability of dropping well above one half."""
    return round(float(rng.uniform(0.66, 0.82)), 2)


def draw_seed(rng: np.random.Generator) -> int:
    """Draw the number that seeds the streams of one case."""
    return int(rng.integers(1 << 31))


def unchanged_by(call: Callable[[Array], Any], given: Array) -> tuple[Any, bool]:
    """Return what a call gives for a copy of this array, and whether it left the copy as it was."""
    mine = given.copy()
    value = call(mine)
    return value, np.array_equal(mine, given)
