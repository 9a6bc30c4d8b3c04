"""What every `run` does: seed as the lesson does, build the layer, find where it drops."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.exercise import Case
from grader.remote.value import Later, plain

from .driving import Driven

Array = NDArray[Any]

SEED = 123
"""The lesson's own."""


def lesson_case(*, with_gradient: bool = False) -> Case:
    """Return the lesson's example: of its numbers 20 are x, 20 draw the mask, and 20 are g."""
    x, _mask, g = np.random.RandomState(SEED).rand(3, 2, 10)
    return Case("lesson", x=x, p=0.5, seed=SEED, **({"g": g} if with_gradient else {}))


def new_layer(student: Any, case: Case, seed: int | None = None) -> Driven:
    """Build the student's layer, in training, with the streams where the lesson has them."""
    student.seed(case.seed if seed is None else seed)
    student.next_random(case.x.size, 0)  # the lesson draws x first
    layer = Driven(student, case.p)
    layer.switch(training=True)
    return layer


def another(student: Any, case: Case, like: Driven) -> Driven:
    """Build one more layer, in the phase of another one; the streams go on."""
    layer = Driven(student, case.p)
    layer.switch(training=like.training)
    return layer


def dropping(layer: Driven, x: Array) -> Array | Any:
    """Return `forward(x)` in the phase in which this layer drops, and leave it there.

    That is training. A layer that has its phases the wrong way round pays for it once, in its own
    exercise, and everything else is judged where it does drop.
    """
    y = plain(layer.forward(x))
    if layer.training and _is(y, x):
        layer.switch(training=False)
        other = plain(layer.forward(x))
        if not _is(other, x):
            return other
        layer.switch(training=True)
        return layer.forward(x)
    return y


def _is(y: Any, x: Array) -> bool:
    return isinstance(y, np.ndarray) and np.array_equal(y, x)


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


def gradient_in(returned: Any) -> Later:
    """Return what will be the gradient out of what `backward` returned."""
    return Later(returned, lambda found: split(found)[0])


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
