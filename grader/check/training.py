"""Trained parameters of the lessons' network: read them, compare runs, hold steps to the slope."""

from functools import partial
from typing import Any

import numpy as np

from grader.check.compare import agree
from grader.check.gradient import slope
from grader.check.network import NAMES, Array, Parameters, cross_entropy, forward
from grader.check.values import Unfit, array, mapping
from grader.model import Text

_DIRECTIONS = 2
_MOST = 1 << 14
"""Entries of one parameter; with more units, a forward pass would take gigabytes."""


def is_parameters(value: Any) -> bool:
    """Tell whether a value looks like the parameters of the network, enough to go on with."""
    return isinstance(value, dict) and all(isinstance(value.get(n), np.ndarray) for n in NAMES)


def parameters(value: Any) -> Parameters:
    """Return a value as parameters, with any layer sizes that fit each other. Raises Unfit."""
    found = mapping(value, "parameters", NAMES)
    read = {name: array(found[name], name, most=_MOST) for name in NAMES}
    inputs = None
    for layer in "123":
        W, b = read[f"W{layer}"], read[f"b{layer}"]
        fits = W.ndim == 2 and inputs in (None, W.shape[1]) and b.shape == (W.shape[0], 1)
        if not fits:
            raise Unfit(Text("shape_differs", {"what": f"W{layer}, b{layer}"}))
        inputs = W.shape[0]
    return read


def cost(p: Parameters, X: Array, Y: Array) -> Any:
    """Return the cross-entropy of the network on these data, without regularization."""
    return cross_entropy(forward(X, p)["Z3"], Y)


def accuracy(p: Parameters, X: Array, Y: Array) -> float:
    """Return the share of examples that the network puts on the right side of one half."""
    return float(((forward(X, p)["Z3"] > 0) == Y).mean())


def alike(one: Any, other: Any) -> bool:
    """Tell whether two runs ended with the same parameters."""
    try:
        a, b = parameters(one), parameters(other)
    except Unfit:
        return False
    same_shape = all(a[name].shape == b[name].shape for name in NAMES)
    return same_shape and all(bool(agree(a[name], b[name]).all()) for name in NAMES)


def off_the_slope(
    before: Parameters, after: Parameters, learning_rate: float, X: Array, Y: Array
) -> list[str]:
    """Name the parameters that did not move by minus the learning rate times the cost's gradient.

    A step is held to the cost's slope in random directions: a wrong gradient agrees with none.
    """
    rng = np.random.default_rng(0)
    here = partial(cost, X=X, Y=Y)
    wrong = []
    for name in NAMES:
        value = before[name]
        right = value.shape == after[name].shape
        for _ in range(_DIRECTIONS if right else 0):
            along = rng.normal(size=value.shape)
            moved = ((value - after[name]) / learning_rate * along).sum()
            right = right and bool(agree(moved, slope(here, before, {name: along})))
        if not right:
            wrong.append(name)
    return wrong
