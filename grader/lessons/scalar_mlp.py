"""The network of scalars as a law: every neuron gives sig(w x + b), layer after layer.

Layers are lists of neurons, each a row of its weights and then its bias. It knows what any textbook
says and no answer: gradients are taken by the complex step.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.measure.gradient import STEP
from grader.measure.values import Array, Unfit, array
from grader.model import Text

Layers = Sequence[Sequence[Sequence[float]]]


def sigmoid(z: Any) -> Any:
    """Return 1 / (1 + exp(-z))."""
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-z))


def draw_layers(rng: np.random.Generator, inputs: int, sizes: Sequence[int]) -> Any:
    """Draw a network's numbers, away from zero, biases too."""
    path = [inputs, *sizes]
    return [
        [[_away_from_zero(rng) for _ in range(before + 1)] for _ in range(after)]
        for before, after in pairwise(path)
    ]


def as_arrays(layers: Layers) -> list[Array]:
    """Return each layer as one array, neurons by weights and bias. Raises Unfit."""
    return [array(layer, "pesos") for layer in layers]


def read_layers(value: Any, like: Layers) -> list[Array]:
    """Return a student's numbers as arrays, of the shapes of `like`. Raises Unfit."""
    wanted = as_arrays(like)
    found = value if isinstance(value, list) else []
    if len(found) != len(wanted):
        raise Unfit(Text("network_unseen"))
    return [array(one, "pesos", right.shape) for one, right in zip(found, wanted, strict=True)]


def answer(layers: Sequence[Array], x: Array) -> Array:
    """Return the outputs for rows of inputs: examples by outputs."""
    found = x
    for layer in layers:
        found = sigmoid(found @ layer[:, :-1].T + layer[:, -1])
    return found


def squared_error(layers: Sequence[Array], x: Array, y: Array) -> Any:
    """Return the sum of the squared errors of a network with one output."""
    return ((answer(layers, x)[:, 0] - y) ** 2).sum()


def gradient(layers: Sequence[Array], x: Array, y: Array) -> list[Array]:
    """Return the slope of `squared_error` by every number of the network."""
    return gradient_of(lambda moved: squared_error(moved, x, y), layers)


def gradient_of(f: Callable[[Sequence[Array]], Any], layers: Sequence[Array]) -> list[Array]:
    """Return the slope of any function of a network by every number of it, by the complex step."""
    slopes = [np.zeros(layer.shape) for layer in layers]
    for n, slope in enumerate(slopes):
        for index in np.ndindex(slope.shape):
            moved = [layer.astype(np.complex128) for layer in layers]
            moved[n][index] += 1j * STEP
            slope[index] = np.imag(f(moved)) / STEP
    return slopes


def flat(layers: Sequence[Array]) -> Array:
    """Return all numbers in one row."""
    return np.concatenate([np.ravel(layer) for layer in layers])


def _away_from_zero(rng: np.random.Generator) -> float:
    size = float(rng.uniform(0.2, 1.2))
    return size if rng.random() < 0.5 else -size
