"""Right answers that look different: every one of them must earn full marks.

Runs as a student's code would: it needs numpy, the lesson's own modules and `grader.mistake`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from reg_utils import (
    backward_propagation,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    relu,
    sigmoid,
)

from grader.mistake import Alternative

COST = "compute_cost_with_regularization"
L2 = "backward_propagation_with_regularization"
FORWARD = "forward_propagation_with_dropout"
BACKWARD = "backward_propagation_with_dropout"
MODEL = "model"

Function = Callable[..., Any]


# ---------------------------------------------------------------- the cost


def cost_over_the_keys(A3: Any, Y: Any, parameters: Any, lambd: Any) -> Any:
    total = 0.0
    for name in sorted(parameters, reverse=True):
        if name.startswith("W"):
            total += float(np.linalg.norm(parameters[name])) ** 2
    return float(compute_cost(A3, Y)) + total * lambd * 0.5 / Y.shape[1]


def cost_einsum(A3: Any, Y: Any, parameters: Any, lambd: Any) -> Any:
    m = Y.shape[1]
    entropy = -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) * Y.shape[0]
    squares = sum(np.einsum("ij,ij->", W, W) for W in (parameters[f"W{n}"] for n in (1, 2, 3)))
    return entropy + (1 / m) * (lambd / 2) * squares


def cost_no_dimensions(A3: Any, Y: Any, parameters: Any, lambd: Any) -> Any:
    return np.squeeze(np.array([[cost_over_the_keys(A3, Y, parameters, lambd)]]))


def cost_one_by_one(A3: Any, Y: Any, parameters: Any, lambd: Any) -> Any:
    return np.array([[cost_over_the_keys(A3, Y, parameters, lambd)]])


# ---------------------------------------------------------------- the gradients with L2


def l2_on_the_plain_gradients(X: Any, Y: Any, cache: Any, lambd: Any) -> Any:
    gradients = backward_propagation(X, Y, cache)
    for name, place in (("dW1", 2), ("dW2", 6), ("dW3", 10)):
        gradients[name] = gradients[name] + lambd * cache[place] / X.shape[1]
    return gradients


def l2_divides_at_once(X: Any, Y: Any, cache: Any, lambd: Any) -> Any:
    m = X.shape[1]
    _, A1, W1, _, _, A2, W2, _, _, A3, W3, _ = cache
    dZ3 = (A3 - Y) / m
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.where(A2 > 0, dA2, 0)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.where(A1 > 0, dA1, 0)
    grads = {"dZ3": dZ3, "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
    for n, dZ, before, W in ((3, dZ3, A2, W3), (2, dZ2, A1, W2), (1, dZ1, X, W1)):
        grads[f"dW{n}"] = np.dot(dZ, before.T) + lambd / m * W
        grads[f"db{n}"] = dZ.sum(axis=1).reshape(-1, 1)
    return grads


def l2_parameters_only(X: Any, Y: Any, cache: Any, lambd: Any) -> Any:
    gradients = l2_on_the_plain_gradients(X, Y, cache, lambd)
    return {name: value for name, value in gradients.items() if name[1] in "Wb"}


# ---------------------------------------------------------------- forward, with dropout


def forward_with(
    masks: Function,
    apply: Function = lambda A, D, keep_prob: A * D / keep_prob,
) -> Function:
    """Make a forward pass; `masks(n1, n2, m, keep_prob)` gives both."""

    def forward_propagation_with_dropout(X: Any, parameters: Any, keep_prob: float = 0.5) -> Any:
        W1, b1, W2, b2, W3, b3 = (parameters[n] for n in ("W1", "b1", "W2", "b2", "W3", "b3"))
        D1, D2 = masks(W1.shape[0], W2.shape[0], X.shape[1], keep_prob)
        Z1 = np.dot(W1, X) + b1
        A1 = apply(relu(Z1), D1, keep_prob)
        Z2 = np.dot(W2, A1) + b2
        A2 = apply(relu(Z2), D2, keep_prob)
        Z3 = np.dot(W3, A2) + b3
        A3 = sigmoid(Z3)
        return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)

    return forward_propagation_with_dropout


def each(draw: Function) -> Function:
    """Draw D1 and then D2, both in the same way."""
    return lambda n1, n2, m, keep_prob: (draw(n1, m, keep_prob), draw(n2, m, keep_prob))


def second_mask_first(n1: int, n2: int, m: int, keep_prob: float) -> Any:
    D2 = np.random.rand(n2, m) < keep_prob
    return np.random.rand(n1, m) < keep_prob, D2


def in_place(A: Any, D: Any, keep_prob: float) -> Any:
    A *= D
    A /= keep_prob
    return A


_own_generator = np.random.default_rng()

FORWARDS: dict[str, tuple[Function, str]] = {
    "rand": (
        forward_with(each(lambda n, m, p: np.random.rand(n, m) < p)),
        "uniform numbers below keep_prob",
    ),
    "int_mask": (
        forward_with(each(lambda n, m, p: (np.random.rand(n, m) < p).astype(int)), in_place),
        "the mask as integers, in place on its own array",
    ),
    "float_mask_divides_first": (
        forward_with(
            each(lambda n, m, p: (np.random.rand(n, m) < p).astype(float)),
            lambda A, D, keep_prob: (A / keep_prob) * D,
        ),
        "the mask as floats; divides before it masks",
    ),
    "where": (
        forward_with(
            each(lambda n, m, p: np.random.uniform(0, 1, size=(n, m)) < p),
            lambda A, D, keep_prob: np.where(D, A / keep_prob, 0),
        ),
        "uniform numbers, and where in place of the product",
    ),
    "other_side": (
        forward_with(each(lambda n, m, p: np.random.rand(n, m) >= 1 - p)),
        "keeps above 1 - keep_prob: the same law, other units",
    ),
    "binomial": (
        forward_with(each(lambda n, m, p: np.random.binomial(1, p, size=(n, m)))),
        "draws the mask from a binomial law",
    ),
    "choice": (
        forward_with(each(lambda n, m, p: np.random.choice([0, 1], (n, m), p=[1 - p, p]))),
        "draws the mask with choice",
    ),
    "generator": (
        forward_with(each(lambda n, m, p: np.random.default_rng().random((n, m)) < p)),
        "a fresh generator without a seed for each mask",
    ),
    "own_generator": (
        forward_with(each(lambda n, m, p: _own_generator.random((n, m)) < p)),
        "one generator of its own, which nobody can seed",
    ),
    "transposed_draws": (
        forward_with(each(lambda n, m, p: (np.random.rand(m, n) < p).T)),
        "draws examples by units",
    ),
    "masks_up_front": (forward_with(second_mask_first), "draws both masks first, D2 before D1"),
}


# ---------------------------------------------------------------- backward, with dropout


def _backward(X: Any, cache: Any, dZ3: Any, through: Function) -> Any:
    """Take the shared lines; `through(error, D, A)` gives dA and dZ of a hidden layer."""
    m = X.shape[1]
    _, D1, A1, _, _, _, D2, A2, W2, _, _, _, W3, _ = cache
    dA2, dZ2 = through(np.dot(W3.T, dZ3), D2, A2)
    dA1, dZ1 = through(np.dot(W2.T, dZ2), D1, A1)
    grads = {"dZ3": dZ3, "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
    for n, dZ, before in ((3, dZ3, A2), (2, dZ2, A1), (1, dZ1, X)):
        grads[f"dW{n}"] = np.dot(dZ, before.T) / m
        grads[f"db{n}"] = np.sum(dZ, axis=1, keepdims=True) / m
    return grads


def backward_where(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
    def through(error: Any, D: Any, A: Any) -> Any:
        dA = np.where(D, error / keep_prob, 0.0)
        return dA, np.where(A > 0, dA, 0.0)

    return _backward(X, cache, cache[11] - Y, through)


def backward_mask_in_dZ(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
    def through(error: Any, D: Any, A: Any) -> Any:
        return error, error * D / keep_prob * (A > 0)

    return _backward(X, cache, cache[11] - Y, through)


def backward_divides_at_once(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
    m = X.shape[1]

    def through(error: Any, D: Any, A: Any) -> Any:
        dA = error * D / keep_prob
        return dA, dA * (A > 0)

    grads = _backward(X, cache, (cache[11] - Y) / m, through)
    return {name: value * m if name[1] in "Wb" else value for name, value in grads.items()}


def backward_without_dZ(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
    gradients = backward_where(X, Y, cache, keep_prob)
    return {name: value for name, value in gradients.items() if name[1] != "Z"}


# ---------------------------------------------------------------- training


def make_model(own: dict[str, Function]) -> Function:
    """Make a `model` that picks its functions first, starts elsewhere and steps in place."""

    def model(
        X: Any,
        Y: Any,
        learning_rate: float = 0.3,
        num_iterations: int = 30000,
        print_cost: bool = True,
        lambd: float = 0,
        keep_prob: float = 1,
    ) -> Any:
        parameters = initialize_parameters([X.shape[0], 12, 4, 1])
        for name in ("b1", "b2", "b3"):
            parameters[name] = parameters[name] + 0.01
        i = 0
        while i < num_iterations:
            if keep_prob < 1:
                _, cache = own[FORWARD](X, parameters, keep_prob)
                grads = own[BACKWARD](X, Y, cache, keep_prob)
            else:
                _, cache = forward_propagation(X, parameters)
                grads = own[L2](X, Y, cache, lambd)
            for name in parameters:
                parameters[name] -= learning_rate * grads["d" + name]
            i += 1
        return parameters

    return model


_BASE: dict[str, Function] = {
    COST: cost_over_the_keys,
    L2: l2_on_the_plain_gradients,
    FORWARD: FORWARDS["rand"][0],
    BACKWARD: backward_where,
}

ALTERNATIVES: tuple[Alternative, ...] = (
    Alternative("cost.over_the_keys", COST, cost_over_the_keys, "every key with a W; norm squared"),
    Alternative("cost.einsum", COST, cost_einsum, "einsum for the squares, mean for the entropy"),
    Alternative("cost.no_dimensions", COST, cost_no_dimensions, "an array without dimensions"),
    Alternative("cost.one_by_one", COST, cost_one_by_one, "an array of one row and one column"),
    Alternative("l2.on_the_plain_gradients", L2, l2_on_the_plain_gradients, "adds to given ones"),
    Alternative("l2.divides_at_once", L2, l2_divides_at_once, "1/m in dZ3: dZ and dA are smaller"),
    Alternative("l2.parameters_only", L2, l2_parameters_only, "returns only dW and db"),
    *(
        Alternative(f"forward.{name}", FORWARD, function, note)
        for name, (function, note) in FORWARDS.items()
    ),
    Alternative("backward.where", BACKWARD, backward_where, "where in place of products"),
    Alternative("backward.mask_in_dZ", BACKWARD, backward_mask_in_dZ, "dA unmasked, mask in dZ"),
    Alternative("backward.divides_at_once", BACKWARD, backward_divides_at_once, "1/m in dZ3"),
    Alternative("backward.without_dZ", BACKWARD, backward_without_dZ, "returns dA, dW and db only"),
    Alternative("model.other_sizes", MODEL, make_model(_BASE), "other sizes, start and loop"),
)


def functions(alternative: Alternative | None = None) -> dict[str, Function]:
    """Return all five functions of a student who writes one of them this way."""
    own = dict(_BASE)
    if alternative is not None and alternative.exercise != MODEL:
        own[alternative.exercise] = alternative.function
    return {**own, MODEL: make_model(own)}
