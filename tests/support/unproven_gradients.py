"""Costs and gradients of the regularization lesson that do no work, and what they may earn."""

from collections.abc import Callable
from typing import Any

import numpy as np
from regularization_lesson import BACKWARD, COST, L2, REGULARIZATION, provided

Function = Callable[..., Any]
REFERENCE = REGULARIZATION.reference()
REG = provided()["reg_utils"]
WEIGHTS = ("W1", "W2", "W3")
PLAIN = ("Z1", "A1", "W1", "b1", "Z2", "A2", "W2", "b2", "Z3", "A3", "W3", "b3")


# ---------------------------------------------------------------- the cost


def counted_costs() -> Function:
    """Return made-up costs, by the order in which they are asked for."""
    told = iter([1.0, 0.0, 1.0, 4.0, 1.0, *[0.5] * 3, *[2.5] * 3] * 100)
    return lambda A3, Y, p, lambd: next(told)


COSTS: dict[str, tuple[Function, set[str]]] = {
    "a number": (lambda A3, Y, p, lambd: 1.7864859451590758, set()),
    "lambd itself": (lambda A3, Y, p, lambd: lambd, set()),
    "lambd squared": (lambda A3, Y, p, lambd: lambd**2, set()),
    "the plain cost": (lambda A3, Y, p, lambd: REG.compute_cost(A3, Y), {"cross_entropy"}),
    "the plain cost and lambd": (
        lambda A3, Y, p, lambd: REG.compute_cost(A3, Y) + lambd, {"cross_entropy"},
    ),
    "the square of one weight": (lambda A3, Y, p, lambd: lambd * p["W1"][0, 0] ** 2, set()),
    "one row of each layer": (
        lambda A3, Y, p, lambd: lambd * sum(np.sum(p[W][0] ** 2) for W in WEIGHTS), set(),
    ),
    "everything in a line": (
        lambda A3, Y, p, lambd: (1 + lambd) * sum(float(np.sum(v)) for v in p.values()), set(),
    ),
    "costs made up": (counted_costs(), set()),
    "noise": (lambda A3, Y, p, lambd: float(np.random.rand()), set()),
    "the shape": (lambda A3, Y, p, lambd: lambd * A3.size, set()),
    "one a thousandth off": (
        lambda A3, Y, p, lambd: 1.001 * REFERENCE[COST](A3, Y, p, lambd), {"quadratic", "layers"},
    ),
    "three digits of it": (
        lambda A3, Y, p, lambd: float(np.round(REFERENCE[COST](A3, Y, p, lambd), 3)),
        {"cross_entropy", "quadratic", "layers"},
    ),
}  # fmt: skip


# ---------------------------------------------------------------- the gradients with L2


def echoing(factor: Callable[[float], float]) -> Function:
    """Return the parameters themselves as their gradients, times something."""

    def back(X: Any, Y: Any, cache: Any, lambd: float) -> Any:
        given = dict(zip(PLAIN, cache, strict=True))
        return {f"d{n}": factor(lambd) * v for n, v in given.items()}

    return back


def echoing_with_labels(X: Any, Y: Any, cache: Any, lambd: float) -> Any:
    return {n: v + Y.mean() for n, v in echoing(lambda lambd: lambd)(X, Y, cache, lambd).items()}


L2S: dict[str, tuple[Function, set[str]]] = {
    "the weights": (echoing(lambda lambd: 1.0), set()),
    "the weights times lambd": (echoing(lambda lambd: lambd), set()),
    "the weights times lambd, and the labels' mean": (echoing_with_labels, set()),
    "zeros": (echoing(lambda lambd: 0.0), set()),
    "the plain gradients": (
        lambda X, Y, cache, lambd: REG.backward_propagation(X, Y, cache), {"rest"},
    ),
    "noise": (
        lambda X, Y, cache, lambd: {
            f"d{n}": np.random.randn(*v.shape) for n, v in zip(PLAIN, cache, strict=True)
        },
        set(),
    ),
    "one a thousandth off": (
        lambda *a: {n: 1.001 * v for n, v in REFERENCE[L2](*a).items()}, {"direction"},
    ),
}  # fmt: skip


# ---------------------------------------------------------------- the way back


def echo_masks(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
    return {"dA1": cache[1] * 1.0, "dA2": cache[6] * 1.0}


def echo_scaled_activations(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
    return {"dA1": cache[2] / keep_prob, "dA2": cache[7] / keep_prob}


def nothing_below(value: Callable[[Any], Any]) -> Function:
    """Return the last layer's gradients, which were given, and of all below one number."""

    def back(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
        _, D1, A1, _, _, _, D2, A2, _, _, _, A3, _, _ = cache
        m, dZ3 = X.shape[1], A3 - Y
        dA2, dA1 = value(D2), value(D1)
        dZ2, dZ1 = dA2 * (A2 > 0), dA1 * (A1 > 0)
        found = {"dZ3": dZ3, "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
        for n, dZ, before in ((3, dZ3, A2), (2, dZ2, A1), (1, dZ1, X)):
            found |= {f"dW{n}": dZ @ before.T / m, f"db{n}": dZ.sum(axis=1, keepdims=True) / m}
        return found

    return back


BACKS: dict[str, tuple[Function, set[str]]] = {
    "the masks": (echo_masks, set()),
    "the activations": (echo_scaled_activations, set()),
    "zeros": (lambda X, Y, c, k: {"dA1": 0.0 * c[2], "dA2": 0.0 * c[7]}, set()),
    "zeros below": (nothing_below(lambda D: 0.0 * D), set()),
    "ones below": (nothing_below(lambda D: np.ones(D.shape)), set()),
    "the masks below": (nothing_below(lambda D: D * 1.0), set()),
    "one a thousandth off": (
        lambda *a: {n: 1.001 * v for n, v in REFERENCE[BACKWARD](*a).items()},
        {"same_units", "scaling"},
    ),
}  # fmt: skip
