"""Tell a gradient, or a dropout pass, of this network from what is none.

What is held to the student's own functions, or only to itself, is paid where these resemble the
task: a line of theirs is right, up to a factor, or is that of a known mistake.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from reg_utils import backward_propagation, forward_propagation

from grader.lessons import dropout_cache
from grader.lessons.relu_network import PLAIN_CACHE, WEIGHTS, sigmoid
from grader.measure.compare import agree
from grader.measure.values import Array, Unfit, array, number

from .judging import is_multiple

LINES = ("dW3", "dW2", "dW1", "db2", "db1")
"""More than one number each: any number is a multiple of db3."""


def is_gradient(
    found: Mapping[str, Any], X: Array, Y: Array, cache: Sequence[Array], lambd: float = 0.0
) -> bool:
    """Tell whether a line is the gradient's; the sigmoid may be differentiated once too often."""
    given = dict(zip(PLAIN_CACHE, cache, strict=True))
    A3 = given["A3"]
    for error in (A3 - Y, (A3 - Y) * A3 * (1 - A3)):
        right = backward_propagation(X, Y, [*cache[:9], Y + error, *cache[10:]])
        for W in WEIGHTS:
            right[f"d{W}"] = right[f"d{W}"] + lambd / X.shape[1] * given[W]
        if any(is_multiple(found.get(line), right[line]) for line in LINES):
            return True
    return False


def is_step_of(
    found: Mapping[str, Any], X: Array, Y: Array, p: Mapping[str, Array], lambd: float
) -> bool:
    """Tell whether a line of these gradients is the network's at these parameters."""
    _A3, cache = forward_propagation(X, p)
    return is_gradient(found, X, Y, cache, lambd)


def is_dropout(
    A3: Any,
    cache: Any,
    found: Mapping[str, Any],
    X: Array,
    Y: Array,
    p: Mapping[str, Array],
    keep_prob: float,
) -> bool:
    """Tell whether this is a pass of the network there, and its last layer's gradient back.

    Dropout of the input or of the output is a known mistake: one end of the pass may differ.
    """
    try:
        there = dropout_cache.Pass.read(A3, cache, X, p, keep_prob)
        A2 = array(dropout_cache.by_name(cache)["A2"], "A2")
        dW3 = array(found.get("dW3"), "dW3", p["W3"].shape)
        db3 = number(found.get("db3"), "db3")  # in whatever shape
    except Unfit:
        return False
    out, m = there.A3, X.shape[1]
    begins = there.starts_at(X, p)
    ends = is_multiple(out, sigmoid(there.Z3) * (out != 0))
    goes_on = all(layer.feeds_next and bool(layer.A.any()) for layer in there.hidden)
    error = out - Y
    right = float(error.sum()) / m
    follows = is_multiple(dW3, error @ A2.T) or any(
        agree(db3, factor * right) for factor in (1, -1, m / len(X))
    )
    return bool(goes_on and (begins or there.ends_in_sigmoid) and ends and follows)
