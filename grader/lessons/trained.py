"""Trained parameters of the lessons' network: read them, compare runs, tell their cost."""

from typing import Any

from grader.lessons.relu_network import NAMES, Parameters, cross_entropy, forward
from grader.measure.compare import agree
from grader.measure.values import Array, Unfit, array, mapping
from grader.model import Text

_MOST = 1 << 14
"""Entries of one parameter; with more units, a forward pass would take gigabytes."""


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
