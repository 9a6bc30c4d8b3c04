"""Whether training of a network of scalars goes on as it begins: all epochs, at the rate given.

What leaves a loop early, or changes the rate on the way, waits for a loss that hardly falls, that
is small, or that rises, or for many epochs. One neuron is trained on three courses that have these.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from grader.lessons.relu_network import draw_until
from grader.lessons.scalar_mlp import draw_layers, gradient, squared_error
from grader.measure.compare import agree
from grader.measure.rows import along
from grader.measure.values import Array

FEATURES, SIZES = 1, [1]
"""Of the network that is trained: one neuron."""
_CREEP, _LONG = 1e-9, 220
"""A rate at which hundreds of epochs change nothing; how many are asked for."""
_SOON_RATE, _SOON = 4.0, 80
_FAR_RATE, _FAR = 60.0, 8
"""Rates at which all is right soon, and at which steps go too far; how many epochs show it."""
_SMALL, _MOVES = 1e-8, 1e-4
"""A loss that is small; the least entry of a slope that is seen."""
_SLACK, _EXACT = 1.5, 0.01
"""Epochs that one may be off, which is told elsewhere; what rounding takes of a number of them."""
_TINY = 1e-6
"""A step at `_CREEP`, at the most."""
_SURELY = 2
"""Epochs that are right before one that is not: then training began as it should."""
_DIGITS = 1e-4
"""Of a move of small steps, what rounding may take."""
_STILL = "still"
"""The second of many epochs moves nothing."""


@dataclass(frozen=True)
class Course:
    """What is trained on, from where, at which rate and for how many epochs."""

    layers: Any
    x: Sequence[Sequence[float]]
    y: Sequence[float]
    rate: float
    epochs: int


EARLY, RATE, ASTRAY = "early", "rate", "astray"
"""Training ends before all epochs; its rate changes; a large step is no longer descent's."""
WHOLE = "whole"
"""It does none of these, or does not begin as gradient descent does."""

Train = Callable[[Course, int], Array | None]
"""Trains for so many epochs: the weight and the bias at the end; None where they cannot be read."""


def draw_inputs(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a neuron with its samples: `far_*` are those on which steps go too far."""
    near = draw_until(lambda: _drawn(rng, _SOON_RATE, _SOON, 1), _is_right_soon)
    far = draw_until(lambda: _drawn(rng, _FAR_RATE, _FAR, 3), _goes_too_far)
    return {
        "features": FEATURES, "sizes": SIZES, "layers": near.layers, "x": near.x, "y": near.y,
        "rate": _SOON_RATE,
        "far_layers": far.layers, "far_x": far.x, "far_y": far.y,
    }  # fmt: skip


def courses_of(inputs: Mapping[str, Any]) -> dict[str, Course]:
    """Return the three courses of a case."""
    near = Course(inputs["layers"], inputs["x"], inputs["y"], _SOON_RATE, _SOON)
    far = (inputs["far_layers"], inputs["far_x"], inputs["far_y"])
    creeping = replace(near, rate=_CREEP, epochs=_LONG)
    return {"creeping": creeping, "soon": near, "far": Course(*far, _FAR_RATE, _FAR)}


def told(train: Train, inputs: Mapping[str, Any]) -> str:
    """Return the first of `EARLY`, `RATE` and `ASTRAY` that some course shows, else `WHOLE`."""
    courses = courses_of(inputs)
    creeping = _creeping(train, courses["creeping"])
    if creeping == _STILL:  # who takes one step only does so on every course
        return WHOLE
    found = [creeping, _soon(train, courses["soon"]), _far(train, courses["far"])]
    return next((word for word in (EARLY, RATE, ASTRAY) if word in found), WHOLE)


def _drawn(rng: np.random.Generator, rate: float, epochs: int, samples: int) -> Course:
    x: list[list[float]] = rng.uniform(-1.5, 1.5, (samples, FEATURES)).tolist()
    y: list[float] = rng.uniform(0.1, 0.9, samples).tolist()
    return Course(draw_layers(rng, FEATURES, SIZES), x, y, rate, epochs)


def _is_right_soon(course: Course) -> bool:
    first, *_, last = _losses(course)
    return first > 0.05 and last < _SMALL


def _goes_too_far(course: Course) -> bool:
    points, losses = list(_descent(course)), _losses(course)
    rises = any(two > one for one, two in pairwise(losses[: _FAR // 2]))
    moves = min(float(np.abs(_slope(course, point)).max()) for point in points)
    return rises and losses[-2] > 1.05 * min(losses[:-1]) and moves > _MOVES


def _start(course: Course) -> Array:
    return np.array(course.layers[0][0], dtype=float)


def _slope(course: Course, point: Array) -> Array:
    x, y = np.array(course.x), np.array(course.y)
    [found] = gradient([point[np.newaxis]], x, y)
    return np.asarray(found[0])


def _descent(course: Course) -> Iterator[Array]:
    """Yield where descent leads, from the start on, and one epoch more than is asked for."""
    point = _start(course)
    for _ in range(course.epochs + 2):
        yield point
        point = point - course.rate * _slope(course, point)


def _losses(course: Course) -> list[float]:
    x, y = np.array(course.x), np.array(course.y)
    return [float(squared_error([point[np.newaxis]], x, y)) for point in _descent(course)]


def _creeping(train: Train, course: Course) -> str:
    """Count the second epoch's step in many, in which each is like it, whatever the gradient.

    `_STILL` where there is no such step.
    """
    one, two, many = (train(course, n) for n in (1, 2, course.epochs))
    if one is None or two is None or many is None:
        return WHOLE
    if not (two - one).any():
        return _STILL
    if max(np.abs(one - _start(course)).max(), np.abs(two - one).max()) > _TINY:
        return WHOLE  # not at the rate that was given
    gone = _epochs(one, two, many)
    if gone is None or gone > course.epochs - _SLACK or gone < 1 - _EXACT:
        return WHOLE
    number = round(gone)
    again = train(course, number)
    shorter = None if again is None else _epochs(one, two, again)
    stops = shorter is not None and max(abs(gone - number), abs(shorter - number)) < _EXACT
    return EARLY if stops else RATE


def _epochs(one: Array, two: Array, end: Array) -> float | None:
    """Return after how many epochs a training stands, by its first two; None where that is none."""
    times = _times(end - one, two - one)
    return None if times is None else times + 1


def _times(moved: Array, step: Array) -> float | None:
    """Return how many times a step is in a move; None where it is no multiple."""
    if not moved.any():
        return 0.0
    number = float((moved * step).sum() / (step * step).sum())
    is_multiple = np.abs(moved - number * step).max() <= _DIGITS * np.abs(moved).max()
    return number if is_multiple else None


def _soon(train: Train, course: Course) -> str:
    """Look after how many epochs of descent training ended."""
    end = train(course, course.epochs)
    points = list(_descent(course))
    led = [n for n, point in enumerate(points) if end is not None and agree(end, point).all()]
    return EARLY if led and 0 < led[-1] < course.epochs - 1 else WHOLE


def _far(train: Train, course: Course) -> str:
    """Look at the first epoch whose step is not descent's, of a training that begins so."""
    end, points = train(course, course.epochs), list(_descent(course))
    if end is None or any(agree(end, point).all() for point in points[course.epochs - 1 :]):
        return WHOLE
    ends = [_start(course), *(train(course, n) for n in range(1, course.epochs + 1))]
    for number, (one, two) in enumerate(pairwise(ends)):
        if one is None or two is None:
            return WHOLE
        slope = _slope(course, one)
        if agree(two, one - course.rate * slope).all():
            continue
        if number and (one == two).all():
            return EARLY
        if number and along(one - two, slope):
            return RATE
        # what is wrong in every epoch is told elsewhere
        return ASTRAY if number >= _SURELY else WHOLE
    return WHOLE
