"""Known wrong variants: each function with one slot filled wrongly. Their texts: mistakes.toml.

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
    update_parameters,
)

from grader.mistake import Mistake, compose

COST = "compute_cost_with_regularization"
L2 = "backward_propagation_with_regularization"
FORWARD = "forward_propagation_with_dropout"
BACKWARD = "backward_propagation_with_dropout"
MODEL = "model"

Function = Callable[..., Any]


def functions(*mistakes: Mistake) -> dict[str, Function]:
    """Return all five functions of a student who makes these mistakes."""
    return compose(_MAKERS, mistakes)


# ---------------------------------------------------------------- the cost


def _layers(p: Any) -> list[Any]:
    return [p["W1"], p["W2"], p["W3"]]


def _sum_of_squares(p: Any) -> Any:
    return sum(np.sum(np.square(W)) for W in _layers(p))


def make_cost(
    _: Any,
    *,
    cross_entropy: Function = compute_cost,
    size: Function = _sum_of_squares,
    constant: Function = lambda lambd, m: lambd / (2 * m),
    penalty: Function = lambda size, constant, p, lambd, m: constant(lambd, m) * size(p),
) -> Function:
    """Make `compute_cost_with_regularization`."""

    def compute_cost_with_regularization(A3: Any, Y: Any, parameters: Any, lambd: Any) -> Any:
        added = penalty(size, constant, parameters, lambd, Y.shape[1])
        return cross_entropy(A3, Y) + added

    return compute_cost_with_regularization


def _constant_on_the_first(size: Any, constant: Any, p: Any, lambd: Any, m: Any) -> Any:
    W1, W2, W3 = (np.sum(np.square(W)) for W in _layers(p))
    return lambd / (2 * m) * W1 + W2 + W3


def _constant_on_the_last(size: Any, constant: Any, p: Any, lambd: Any, m: Any) -> Any:
    W1, W2, W3 = (np.sum(np.square(W)) for W in _layers(p))
    return W1 + W2 + W3 * lambd / (2 * m)


def _lost_parentheses(size: Any, constant: Any, p: Any, lambd: Any, m: Any) -> Any:
    W1, W2, W3 = (np.sum(np.square(W)) for W in _layers(p))
    return lambd * W1 + W2 + W3 / (2 * m)


_COST_MISTAKES: dict[str, dict[str, Function]] = {
    "no_half": {"constant": lambda lambd, m: lambd / m},
    "no_m": {"constant": lambda lambd, m: lambd / 2},
    "no_half_no_m": {"constant": lambda lambd, m: lambd},
    "times_m": {"constant": lambda lambd, m: lambd / 2 * m},
    "ignores_lambda": {"constant": lambda lambd, m: 1 // (2 * m) * lambd},
    "precedence_sum": {"penalty": _lost_parentheses},
    "constant_on_first_only": {"penalty": _constant_on_the_first},
    "constant_on_last_only": {"penalty": _constant_on_the_last},
    "only_last": {"size": lambda p: np.sum(np.square(p["W3"]))},
    "only_first": {"size": lambda p: np.sum(np.square(p["W1"]))},
    "copy_paste": {
        "size": lambda p: np.sum(np.square(p["W1"])) + 2 * np.sum(np.square(p["W2"])),
    },
    "biases_too": {"size": lambda p: sum(np.sum(np.square(value)) for value in p.values())},
    "frobenius_not_squared": {"size": lambda p: sum(np.linalg.norm(W) for W in _layers(p))},
    "no_square": {"size": lambda p: sum(np.sum(W) for W in _layers(p))},
    "square_of_sum": {"size": lambda p: sum(np.sum(W) ** 2 for W in _layers(p))},
    "only_penalty": {"cross_entropy": lambda A3, Y: 0.0},
    "ce_not_averaged": {"cross_entropy": lambda A3, Y: Y.shape[1] * compute_cost(A3, Y)},
    "ce_negative": {"cross_entropy": lambda A3, Y: -compute_cost(A3, Y)},
    "ce_twice": {"cross_entropy": lambda A3, Y: 2 * compute_cost(A3, Y)},
}


# ---------------------------------------------------------------- the gradients with L2


def _row_sums(dZ: Any, m: Any, b: Any, lambd: Any) -> Any:
    return np.sum(dZ, axis=1, keepdims=True) / m


def make_l2(
    _: Any,
    *,
    examples: Function = lambda X: X.shape[1],
    error: Function = lambda A3, Y: A3 - Y,
    added: Function = lambda W, m, lambd, layer: lambd / m * W,
    bias: Function = _row_sums,
    back: Function = lambda W: W.T,
    gate: Function = lambda dA, A, Z: dA * (A > 0),
    last: Function = lambda gradients: gradients,
) -> Function:
    """Make `backward_propagation_with_regularization`."""

    def backward_propagation_with_regularization(X: Any, Y: Any, cache: Any, lambd: Any) -> Any:
        m = examples(X)
        Z1, A1, W1, b1, Z2, A2, W2, b2, _Z3, A3, W3, b3 = cache
        g = {"dZ3": error(A3, Y)}
        g["dW3"] = g["dZ3"] @ A2.T / m + added(W3, m, lambd, 3)
        g["db3"] = bias(g["dZ3"], m, b3, lambd)
        g["dA2"] = back(W3) @ g["dZ3"]
        g["dZ2"] = gate(g["dA2"], A2, Z2)
        g["dW2"] = g["dZ2"] @ A1.T / m + added(W2, m, lambd, 2)
        g["db2"] = bias(g["dZ2"], m, b2, lambd)
        g["dA1"] = back(W2) @ g["dZ2"]
        g["dZ1"] = gate(g["dA1"], A1, Z1)
        g["dW1"] = g["dZ1"] @ X.T / m + added(W1, m, lambd, 1)
        g["db1"] = bias(g["dZ1"], m, b1, lambd)
        return last(g)

    return backward_propagation_with_regularization


def _in_place(W: Any, m: Any, lambd: Any, layer: int) -> Any:
    W *= lambd / m
    return W


_L2_MISTAKES: dict[str, dict[str, Function]] = {
    "half": {"added": lambda W, m, lambd, layer: lambd / (2 * m) * W},
    "double": {"added": lambda W, m, lambd, layer: 2 * lambd / m * W},
    "no_m": {"added": lambda W, m, lambd, layer: lambd * W},
    "no_reg": {"added": lambda W, m, lambd, layer: 0.0},
    "only_dW3": {"added": lambda W, m, lambd, layer: lambd / m * W * (layer == 3)},
    "missing_dW1": {"added": lambda W, m, lambd, layer: lambd / m * W * (layer != 1)},
    "minus": {"added": lambda W, m, lambd, layer: -lambd / m * W},
    "squared": {"added": lambda W, m, lambd, layer: lambd / m * np.square(W)},
    "sum_of_W": {"added": lambda W, m, lambd, layer: lambd / m * np.sum(W)},
    "whole_penalty": {
        "added": lambda W, m, lambd, layer: lambd / (2 * m) * np.sum(np.square(W)),
    },
    "l1_sign": {"added": lambda W, m, lambd, layer: lambd / m * np.sign(W)},
    "transposed_W": {"added": lambda W, m, lambd, layer: lambd / m * W.T},
    "mutates_W": {"added": _in_place},
    "regularizes_biases": {
        "bias": lambda dZ, m, b, lambd: _row_sums(dZ, m, b, lambd) + lambd / m * b,
    },
    "db_scalar": {"bias": lambda dZ, m, b, lambd: np.sum(dZ) / m},
    "m_from_rows": {"examples": lambda X: X.shape[0]},
    "dz3_sigmoid_twice": {"error": lambda A3, Y: (A3 - Y) * A3 * (1 - A3)},
    "gate_z_ge": {"gate": lambda dA, A, Z: dA * (Z >= 0)},
    "no_transpose": {"back": lambda W: W},
    "leftover_gradcheck_bug": {"last": lambda g: {**g, "dW2": g["dW2"] * 2, "db1": g["db1"] * 4}},
}


# ---------------------------------------------------------------- forward, with dropout


def _rand(shape: Any, layer: int, before: Any) -> Any:
    return np.random.rand(*shape)


def _same(value: Any, keep_prob: float) -> Any:
    return value


def _no_call() -> None:
    """Do nothing between the layers."""


def make_forward(
    _: Any,
    *,
    draw: Function = _rand,
    keep: Function = lambda drawn, keep_prob, layer: drawn < keep_prob,
    apply: Function = lambda A, D, keep_prob: A * D / keep_prob,
    between: Function = _no_call,
    begin: Function = _same,
    end: Function = _same,
    cache: Function = lambda items, before_masks: items,
) -> Function:
    """Make `forward_propagation_with_dropout`."""

    def forward_propagation_with_dropout(X: Any, parameters: Any, keep_prob: float = 0.5) -> Any:
        W1, b1, W2, b2, W3, b3 = (parameters[n] for n in ("W1", "b1", "W2", "b2", "W3", "b3"))
        Z1 = W1 @ begin(X, keep_prob) + b1
        before1 = relu(Z1)
        D1 = keep(draw(before1.shape, 1, None), keep_prob, 1)
        A1 = apply(before1, D1, keep_prob)
        between()
        Z2 = W2 @ A1 + b2
        before2 = relu(Z2)
        D2 = keep(draw(before2.shape, 2, D1), keep_prob, 2)
        A2 = apply(before2, D2, keep_prob)
        Z3 = W3 @ A2 + b3
        A3 = end(sigmoid(Z3), keep_prob)
        items = (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)
        return A3, cache(items, (before1, before2))

    return forward_propagation_with_dropout


def _dropped(value: Any, keep_prob: float) -> Any:
    return value * (np.random.rand(*value.shape) < keep_prob) / keep_prob


def _seeded(X: Any, keep_prob: float) -> Any:
    np.random.seed(1)
    return X


def _ranks(shape: Any, layer: int, before: Any) -> Any:
    """Rank random numbers within each example, from 0 to just below 1."""
    return np.argsort(np.argsort(np.random.rand(*shape), axis=0), axis=0) / shape[0]


def _without_masks(items: Any, before: Any) -> Any:
    return tuple(item for place, item in enumerate(items) if place not in (1, 6))


_FORWARD_MISTAKES: dict[str, dict[str, Function]] = {
    "below_1_minus_keep": {"keep": lambda r, keep_prob, layer: r < 1 - keep_prob},
    "hint_copied_05": {"keep": lambda r, keep_prob, layer: r < 0.5},
    "no_threshold": {"keep": lambda r, keep_prob, layer: r},
    "hardcoded_05": {
        "keep": lambda r, keep_prob, layer: r < 0.5,
        "apply": lambda A, D, keep_prob: A * D / 0.5,
    },
    "randn": {"draw": lambda shape, layer, before: np.random.randn(*shape)},
    "randn_inverted": {
        "draw": lambda shape, layer, before: np.random.randn(*shape),
        "keep": lambda r, keep_prob, layer: r > keep_prob,
    },
    "exact_count": {
        "draw": _ranks,
        "keep": lambda r, keep_prob, layer: r < round(keep_prob * len(r)) / len(r),
    },
    "per_neuron_mask": {"draw": lambda shape, layer, before: np.random.rand(shape[0], 1)},
    "per_example_mask": {"draw": lambda shape, layer, before: np.random.rand(1, shape[1])},
    "D1_for_both": {
        "draw": lambda shape, layer, before: np.random.rand(*shape) if layer == 1 else before,
        "keep": lambda r, keep_prob, layer: r < keep_prob if layer == 1 else r,
    },
    "seed_inside": {"begin": _seeded},
    "reseed_between": {"between": lambda: np.random.seed(1), "begin": _seeded},
    "no_scale": {"apply": lambda A, D, keep_prob: A * D},
    "scale_by_drop": {"apply": lambda A, D, keep_prob: A * D / (1 - keep_prob)},
    "scale_twice": {"apply": lambda A, D, keep_prob: A * D / keep_prob / keep_prob},
    "scale_without_mask": {"apply": lambda A, D, keep_prob: A / keep_prob},
    "scaled_mask_cached": {
        "keep": lambda r, keep_prob, layer: (r < keep_prob) / keep_prob,
        "apply": lambda A, D, keep_prob: A * D,
    },
    "input_dropout": {"begin": _dropped},
    "output_dropout": {"end": _dropped},
    "cache_before_mask": {
        "cache": lambda items, before: (*items[:2], before[0], *items[3:7], before[1], *items[8:]),
    },
    "cache_without_masks": {"cache": _without_masks},
}


# ---------------------------------------------------------------- backward, with dropout


def make_backward(
    _: Any,
    *,
    unpack: Function = lambda cache: cache,
    layers: Function = lambda A1, A2, D1, D2, keep_prob: (A1, A2),
    examples: Function = lambda X: X.shape[1],
    error: Function = lambda A3, Y: A3 - Y,
    mask: Function = lambda D1, D2, layer: D1 if layer == 1 else D2,
    apply: Function = lambda dA, D, keep_prob, layer: dA * D / keep_prob,
    gate: Function = lambda dA, A, D: dA * (A > 0),
) -> Function:
    """Make `backward_propagation_with_dropout`."""

    def backward_propagation_with_dropout(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
        m = examples(X)
        _Z1, D1, A1, _W1, _b1, _Z2, D2, A2, W2, _b2, _Z3, A3, W3, _b3 = unpack(cache)
        A1, A2 = layers(A1, A2, D1, D2, keep_prob)
        g = {"dZ3": error(A3, Y)}
        g["dW3"] = g["dZ3"] @ A2.T / m
        g["db3"] = np.sum(g["dZ3"], axis=1, keepdims=True) / m
        g["dA2"] = apply(W3.T @ g["dZ3"], mask(D1, D2, 2), keep_prob, 2)
        g["dZ2"] = gate(g["dA2"], A2, D2)
        g["dW2"] = g["dZ2"] @ A1.T / m
        g["db2"] = np.sum(g["dZ2"], axis=1, keepdims=True) / m
        g["dA1"] = apply(W2.T @ g["dZ2"], mask(D1, D2, 1), keep_prob, 1)
        g["dZ1"] = gate(g["dA1"], A1, D1)
        g["dW1"] = g["dZ1"] @ X.T / m
        g["db1"] = np.sum(g["dZ1"], axis=1, keepdims=True) / m
        return g

    return backward_propagation_with_dropout


def _activations_as_masks(cache: Any) -> Any:
    Z1, D1, A1, W1, b1, Z2, D2, A2, *rest = cache
    return (Z1, A1, D1.astype(float), W1, b1, Z2, A2, D2.astype(float), *rest)


def _without_A1(cache: Any) -> Any:
    Z1, D1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3 = cache
    return Z1, D1, None, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3


def _into_the_mask(dA: Any, D: Any, keep_prob: float, layer: int) -> Any:
    D *= dA
    return D / keep_prob


_BACKWARD_MISTAKES: dict[str, dict[str, Function]] = {
    "nothing": {"apply": lambda dA, D, keep_prob, layer: dA},
    "no_mask": {"apply": lambda dA, D, keep_prob, layer: dA / keep_prob},
    "inverted_mask": {"apply": lambda dA, D, keep_prob, layer: dA * (1 - D) / keep_prob},
    "no_scale": {"apply": lambda dA, D, keep_prob, layer: dA * D},
    "multiply_keep": {"apply": lambda dA, D, keep_prob, layer: dA * D * keep_prob},
    "scale_by_drop": {"apply": lambda dA, D, keep_prob, layer: dA * D / (1 - keep_prob)},
    "scale_twice": {"apply": lambda dA, D, keep_prob, layer: dA * D / keep_prob**2},
    "hardcoded_05": {"apply": lambda dA, D, keep_prob, layer: dA * D / 0.5},
    "only_second": {
        "apply": lambda dA, D, keep_prob, layer: dA * D / keep_prob if layer == 2 else dA,
    },
    "only_first": {
        "apply": lambda dA, D, keep_prob, layer: dA * D / keep_prob if layer == 1 else dA,
    },
    "scale_missing_dA1": {
        "apply": lambda dA, D, keep_prob, layer: dA * D / (keep_prob if layer == 2 else 1),
    },
    "inplace_on_mask": {"apply": _into_the_mask},
    "swapped_masks": {"mask": lambda D1, D2, layer: D2 if layer == 1 else D1},
    "D2_for_both": {"mask": lambda D1, D2, layer: D2},
    "masks_A_instead": {
        "layers": lambda A1, A2, D1, D2, keep_prob: (A1 * D1 / keep_prob, A2 * D2 / keep_prob),
        "apply": lambda dA, D, keep_prob, layer: dA,
    },
    "uses_A_as_mask": {"unpack": _activations_as_masks},
    "unpack_13": {"unpack": _without_A1},
    "gate_open": {"gate": lambda dA, A, D: dA * D},
    "dz3_sign": {"error": lambda A3, Y: Y - A3},
    "m_from_rows": {"examples": lambda X: X.shape[0]},
}


# ---------------------------------------------------------------- training


def _forward(f: Any, X: Any, p: Any, lambd: float, keep_prob: float) -> Any:
    if keep_prob < 1:
        return getattr(f, FORWARD)(X, p, keep_prob)
    return forward_propagation(X, p)


def _gradients(f: Any, X: Any, Y: Any, cache: Any, lambd: float, keep_prob: float) -> Any:
    if lambd != 0:
        return getattr(f, L2)(X, Y, cache, lambd)
    if keep_prob < 1:
        return getattr(f, BACKWARD)(X, Y, cache, keep_prob)
    return backward_propagation(X, Y, cache)


def make_model(
    own: Any,
    *,
    iterations: Function = lambda n: n,
    forward: Function = _forward,
    gradients: Function = _gradients,
    update: Function = update_parameters,
    result: Function = lambda parameters, grads: parameters,
    goes_on: Function = lambda cost, before: True,
    rate: Function = lambda rate, i: rate,
) -> Function:
    """Make `model`, which trains with the functions in `own`."""

    def model(
        X: Any,
        Y: Any,
        learning_rate: float = 0.3,
        num_iterations: int = 30000,
        print_cost: bool = True,
        lambd: float = 0,
        keep_prob: float = 1,
    ) -> Any:
        sizes, grads, before = [X.shape[0], 20, 3, 1], None, np.inf
        parameters = initialize_parameters(sizes)
        for i in range(iterations(num_iterations)):
            A3, cache = forward(own, X, parameters, lambd, keep_prob)
            if lambd != 0:
                cost = getattr(own, COST)(A3, Y, parameters, lambd)
            else:
                cost = compute_cost(A3, Y)
            if not goes_on(cost, before):
                break
            grads = gradients(own, X, Y, cache, lambd, keep_prob)
            parameters = update(parameters, grads, rate(learning_rate, i))
            before = cost
        return result(parameters, grads)

    return model


def _plain_without_masks(f: Any, X: Any, Y: Any, cache: Any, lambd: float, keep_prob: float) -> Any:
    """Take the plain gradients even with dropout, from a cache made to fit."""
    cache = _without_masks(cache, None) if keep_prob < 1 else cache
    return getattr(f, L2)(X, Y, cache, lambd) if lambd else backward_propagation(X, Y, cache)


_MODEL_MISTAKES: dict[str, dict[str, Function]] = {
    "gradient_without_lambd": {
        "gradients": lambda f, X, Y, c, lambd, keep_prob: _gradients(f, X, Y, c, 0, keep_prob),
    },
    "fixed_lambd": {
        "gradients": lambda f, X, Y, c, lambd, keep_prob: _gradients(
            f, X, Y, c, 0.1 if lambd else 0, keep_prob
        ),
    },
    "dropout_ignored": {
        "forward": lambda f, X, p, lambd, keep_prob: forward_propagation(X, p),
        "gradients": lambda f, X, Y, c, lambd, keep_prob: _gradients(f, X, Y, c, lambd, 1),
    },
    "both_ignored": {
        "forward": lambda f, X, p, lambd, keep_prob: forward_propagation(X, p),
        "gradients": lambda f, X, Y, c, lambd, keep_prob: backward_propagation(X, Y, c),
    },
    "keep_prob_not_passed": {
        "forward": lambda f, X, p, lambd, keep_prob: (
            getattr(f, FORWARD)(X, p) if keep_prob < 1 else forward_propagation(X, p)
        ),
    },
    "plain_backward_after_dropout": {
        "gradients": lambda f, X, Y, c, lambd, keep_prob: _gradients(f, X, Y, c, lambd, 1),
    },
    "masks_thrown_away": {"gradients": _plain_without_masks},
    "branches_swapped": {
        "gradients": lambda f, X, Y, c, lambd, keep_prob: _gradients(
            f, X, Y, c, 1 - keep_prob, 1 - lambd
        ),
    },
    "ascends": {
        "update": lambda p, grads, rate: {n: p[n] + rate * grads["d" + n] for n in p},
    },
    "update_not_assigned": {"update": lambda p, grads, rate: p},
    "only_weights_updated": {
        "update": lambda p, grads, rate: {
            n: p[n] - rate * grads["d" + n] if n[0] == "W" else p[n] for n in p
        },
    },
    "fixed_learning_rate": {
        "update": lambda p, grads, rate: update_parameters(p, grads, 0.3),
    },
    # the same outcome has two causes: parameters drawn anew each time, or a return in the loop
    "one_step_only": {"iterations": lambda n: min(n, 1)},
    "one_step_less": {"iterations": lambda n: n - 1},
    "one_step_more": {"iterations": lambda n: n + 1},
    "stops_early": {"goes_on": lambda cost, before: before - cost > 1e-6},
    "rate_decays": {"rate": lambda rate, i: rate * 0.5 ** (i // 100)},
    "returns_gradients": {"result": lambda parameters, grads: grads},
    "returns_nothing": {"result": lambda parameters, grads: None},
}


_MAKERS: dict[tuple[str, ...], Function] = {
    (COST,): make_cost,
    (L2,): make_l2,
    (FORWARD,): make_forward,
    (BACKWARD,): make_backward,
    (MODEL,): make_model,
}

_FAMILIES: tuple[tuple[str, str, dict[str, dict[str, Function]]], ...] = (
    ("cost", COST, _COST_MISTAKES),
    ("l2", L2, _L2_MISTAKES),
    ("forward", FORWARD, _FORWARD_MISTAKES),
    ("backward", BACKWARD, _BACKWARD_MISTAKES),
    ("model", MODEL, _MODEL_MISTAKES),
)

MISTAKES: tuple[Mistake, ...] = tuple(
    Mistake(f"{family}.{name}", exercise, slots)
    for family, exercise, mistakes in _FAMILIES
    for name, slots in mistakes.items()
)
