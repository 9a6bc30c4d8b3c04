"""Answers that do no work, with the most that each may earn. Tried by `grader validate`.

Made by the slots of mistakes.py, or defined in the place of the reference's names; what an answer
may earn is what it does do right.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from reg_utils import (
    backward_propagation,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    update_parameters,
)
from testCases import model_test_case

from grader.dishonest import Allowed, Dishonest

COST = "compute_cost_with_regularization"
L2 = "backward_propagation_with_regularization"
FORWARD = "forward_propagation_with_dropout"
BACKWARD = "backward_propagation_with_dropout"
MODEL = "model"

Function = Callable[..., Any]


def _defined(name: str, exercise: str, does: str, function: Function, **may: float) -> Dishonest:
    return Dishonest(name, exercise, does, defines={exercise: function}, may_earn=may)


# ---------------------------------------------------------------- the cost


def _total(parameters: Any) -> float:
    return float(sum(np.sum(value) for value in parameters.values()))


_COSTS = (
    _defined("cost.linear", COST, "adds the parameters up",
             lambda A3, Y, p, lambd: (1 + lambd) * _total(p)),
    _defined("cost.zero", COST, "costs nothing", lambda A3, Y, p, lambd: 0.0),
    _defined("cost.plain", COST, "is the helper's cost", lambda A3, Y, p, lambd:
             compute_cost(A3, Y), cross_entropy=4),
    _defined("cost.outputs", COST, "is the mean of the outputs",
             lambda A3, Y, p, lambd: float(np.mean(A3))),
    _defined("cost.lambd", COST, "adds lambd to the helper's cost",
             lambda A3, Y, p, lambd: compute_cost(A3, Y) + lambd, cross_entropy=4),
    Dishonest("cost.scaled", COST, "costs 1.001 times the right cost",
              {"cross_entropy": lambda A3, Y: 1.001 * compute_cost(A3, Y),
               "constant": lambda lambd, m: 1.001 * lambd / (2 * m)},
              may_earn={"quadratic": 4, "layers": 4}),
    Dishonest("cost.constant_off", COST, "has a constant of 1.001 times the right one",
              {"constant": lambda lambd, m: 1.001 * lambd / (2 * m)},
              may_earn={"cross_entropy": 4, "quadratic": 4, "layers": 4}),
    Dishonest("cost.made_up", COST, "has a constant of its own",
              {"constant": lambda lambd, m: 0.03 * lambd},
              may_earn={"cross_entropy": 4, "quadratic": 4, "layers": 4}),
)  # fmt: skip


# ---------------------------------------------------------------- the gradients with L2


def _shaped(cache: Any, value: Function) -> dict[str, Any]:
    """Give every gradient of the plain network this value."""
    names = ("Z1", "A1", "W1", "b1", "Z2", "A2", "W2", "b2", "Z3", "A3", "W3", "b3")
    return {"d" + n: value(v) for n, v in zip(names, cache, strict=True) if n != "A3"}


def _filled(number: Function) -> Function:
    return lambda X, Y, cache, lambd: _shaped(cache, lambda v: number(v, lambd))


_GRADIENTS = (
    _defined("l2.zeros", L2, "gives zeros", _filled(lambda v, lambd: np.zeros_like(v))),
    _defined("l2.linear", L2, "gives 1 + lambd everywhere",
             _filled(lambda v, lambd: np.full(v.shape, 1.0 + lambd))),
    _defined("l2.echo", L2, "gives the cache back", _filled(lambda v, lambd: 1.0 * v)),
    _defined("l2.noise", L2, "draws the gradients",
             _filled(lambda v, lambd: np.random.randn(*v.shape))),
    _defined("l2.plain", L2, "is the helper's backward pass", lambda X, Y, cache, lambd:
             backward_propagation(X, Y, cache), rest=5),
    _defined("l2.only_penalty", L2, "has the penalty's gradient only",
             lambda X, Y, cache, lambd: _shaped(cache, lambda v: lambd * v / X.shape[1]),
             direction=8),
    Dishonest("l2.scaled", L2, "has a term of 1.001 times the right size",
              {"added": lambda W, m, lambd, layer: 1.001 * lambd / m * W},
              may_earn={"direction": 8, "rest": 5}),
)  # fmt: skip


# ---------------------------------------------------------------- forward, with dropout


def _cached(X: Any, p: Any, value: Function, mask: Function) -> Any:
    """Return an output and a cache of the right shapes."""
    m = X.shape[1]
    z = [value((p[f"W{layer}"].shape[0], m)) for layer in (1, 2, 3)]
    d = [mask((p[f"W{layer}"].shape[0], m)) for layer in (1, 2)]
    return z[2], (
        z[0], d[0], z[0], p["W1"], p["b1"], z[1], d[1], z[1], p["W2"], p["b2"], z[2], z[2],
        p["W3"], p["b3"],
    )  # fmt: skip


def _passes(name: str, does: str, value: Function, mask: Function, **may: float) -> Dishonest:
    def forward(X: Any, parameters: Any, keep_prob: float = 0.5) -> Any:
        return _cached(X, parameters, value, lambda shape: mask(shape, keep_prob))

    return _defined(f"forward.{name}", FORWARD, does, forward, **may)


def _same_slope(X: Any, parameters: Any, keep_prob: float = 0.5) -> Any:
    """Answer by a number that all parameters move alike, drawn anew."""
    r = 0.1 * np.random.rand()
    A3 = np.full((1, X.shape[1]), 1 / (1 + np.exp(-r * _total(parameters))))
    return A3, (r, A3, parameters)


def _mask(name: str, does: str, keep: Function, **may_earn: float) -> Dishonest:
    """Compute right, with a mask of another law."""
    slots = {"draw": lambda shape, layer, before: shape,
             "keep": lambda shape, keep_prob, layer: keep(shape, keep_prob)}  # fmt: skip
    limits = {"scaling": 5.0, "algebra": 5.0, "cache": 3.0, **may_earn}
    return Dishonest(f"mask.{name}", FORWARD, does, slots, may_earn=limits)


def _rate(name: str, does: str, change: Function) -> Dishonest:
    """Draw every unit by itself, with another probability."""

    def keep(shape: Any, keep_prob: float) -> Any:
        return np.random.rand(*shape) < (change(keep_prob) if keep_prob < 1 else 1)

    return _mask(name, does, keep, mask_independence=5)


def _first_rows(shape: Any, keep_prob: float) -> Any:
    rate = 0.5 * keep_prob + 0.25 if keep_prob < 1 else 1
    return np.broadcast_to((np.arange(shape[0]) < shape[0] * rate)[:, None], shape).copy()


def _even(shape: Any, keep_prob: float) -> Any:
    places = np.arange(shape[0] * shape[1]).reshape(shape)
    return np.floor((places + 1) * keep_prob) > np.floor(places * keep_prob)


def _exact(shape: Any, keep_prob: float) -> Any:
    size = shape[0] * shape[1]
    return np.random.permutation(np.arange(size) < round(keep_prob * size)).reshape(shape)


def _one_seed(shape: Any, keep_prob: float) -> Any:
    return np.random.RandomState(11).random_sample(shape) < keep_prob


_FORWARDS = (
    _passes("zeros", "gives zeros", np.zeros, lambda shape, k: np.zeros(shape)),
    _passes("ones", "gives ones", np.ones, lambda shape, k: np.ones(shape)),
    _passes("noise", "draws all that it gives", lambda shape: np.random.rand(*shape),
            lambda shape, k: np.random.rand(*shape) < k, mask_probability=7, mask_independence=5),
    _passes("halves", "gives 0.5, with a drawn mask", lambda shape: np.full(shape, 0.5),
            lambda shape, k: np.random.rand(*shape) < k, mask_probability=7, mask_independence=5),
    _defined("forward.same_slope", FORWARD, "answers by the parameters' sum", _same_slope),
    _rate("plus_005", "keeps with 0.05 more than keep_prob", lambda k: min(k + 0.05, 1)),
    _rate("minus_005", "keeps with 0.05 less than keep_prob", lambda k: k - 0.05),
    _rate("half", "keeps half, whatever keep_prob", lambda k: 0.5),
    _rate("tenths", "knows tenths only", lambda k: round(k, 1)),
    _rate("two_rates", "knows two rates only", lambda k: 0.8 if k > 0.65 else 0.5),
    _mask("first_rows", "keeps the first rows, at another rate", _first_rows),
    _mask("even_distances", "keeps at even distances, as many as keep_prob says", _even),
    _mask("exact", "keeps exactly round(keep_prob n) entries", _exact, mask_probability=7),
    Dishonest("mask.turned", FORWARD, "turns the first layer's mask for the second",
              {"draw": lambda shape, layer, before: np.random.rand(*shape) if layer == 1
               else np.resize(np.roll(before, 1), shape),
               "keep": lambda r, keep_prob, layer: r < keep_prob if layer == 1 else r},
              may_earn={"mask_probability": 7, "mask_independence": 3.33, "scaling": 5,
                        "algebra": 5, "cache": 3}),
    _mask("one_seed", "has the same mask at every call", _one_seed,
          mask_probability=7, mask_independence=3.33),
    Dishonest(
        "mask.scaled_away", FORWARD, "has a mask that keeps everything, but for one entry",
        {"keep": lambda r, keep_prob, layer: np.where(np.arange(r.size).reshape(r.shape) == 0,
                                                      0, keep_prob)},
        may_earn={"algebra": 5},
    ),
    Dishonest(
        "mask.unused", FORWARD, "draws the masks and does not use them",
        {"apply": lambda A, D, keep_prob: A},
        may_earn={"mask_probability": 7, "mask_independence": 5, "algebra": 5, "cache": 3},
    ),
    Dishonest(
        "mask.apply_scaled", FORWARD, "divides by a number that is near to keep_prob",
        {"apply": lambda A, D, keep_prob: 1.001 * A * D / keep_prob},
        may_earn={"mask_probability": 7, "mask_independence": 5, "algebra": 5, "cache": 3},
    ),
)  # fmt: skip


# ---------------------------------------------------------------- backward, with dropout


def _dropped(cache: Any, value: Function) -> dict[str, Any]:
    names = ("Z1", "", "A1", "W1", "b1", "Z2", "", "A2", "W2", "b2", "Z3", "", "W3", "b3")
    return {"d" + n: value(v) for n, v in zip(names, cache, strict=True) if n}


def _back(name: str, does: str, value: Function) -> Dishonest:
    return _defined(
        f"backward.{name}", BACKWARD, does, lambda X, Y, cache, keep_prob: _dropped(cache, value)
    )


def _same_slope_back(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
    r, A3, parameters = cache
    slope = r * float(np.mean(A3 - Y))
    return {"d" + name: np.full(value.shape, slope) for name, value in parameters.items()}


def _plain_back(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
    return backward_propagation(X, Y, (*cache[:1], *cache[2:6], *cache[7:]))


_BACKWARDS = (
    _back("zeros", "gives zeros", lambda v: np.zeros(v.shape)),
    _back("ones", "gives ones", lambda v: np.ones(v.shape)),
    _back("echo", "gives the cache back", lambda v: 1.0 * v),
    _back("noise", "draws the gradients", lambda v: np.random.randn(*v.shape)),
    _defined("backward.same_slope", BACKWARD, "gives one number everywhere", _same_slope_back),
    _defined("backward.plain", BACKWARD, "is the helper's backward pass", _plain_back, rest=4),
    Dishonest("backward.scaled", BACKWARD, "divides by a number that is near to keep_prob",
              {"apply": lambda dA, D, keep_prob, layer: 1.001 * dA * D / keep_prob},
              may_earn={"same_units": 8, "rest": 4}),
)  # fmt: skip


# ---------------------------------------------------------------- training


def _elsewhere(iterations: int) -> Function:
    """Train on the lesson's data, by the helpers, whatever is asked."""

    def model(X: Any, Y: Any, *_asked: Any, **_named: Any) -> Any:
        own_X, own_Y = model_test_case()
        parameters = initialize_parameters([own_X.shape[0], 20, 3, 1])
        for _ in range(iterations):
            _A3, cache = forward_propagation(own_X, parameters)
            parameters = update_parameters(
                parameters, backward_propagation(own_X, own_Y, cache), 0.5
            )
        return parameters

    return model


def _returns(value: Function) -> Function:
    def model(X: Any, Y: Any, *_asked: Any, **_named: Any) -> Any:
        initial = initialize_parameters([X.shape[0], 20, 3, 1])
        return {name: value(array) for name, array in initial.items()}

    return model


_MODELS = (
    _defined("model.initial", MODEL, "returns what it begins with", _returns(lambda v: v)),
    _defined("model.zeros", MODEL, "returns zeros", _returns(np.zeros_like)),
    _defined("model.noise", MODEL, "returns a draw", _returns(lambda v: np.random.randn(*v.shape))),
    _defined("model.elsewhere", MODEL, "trains on the lesson's data, by the helpers",
             _elsewhere(200)),
    Dishonest("model.decay", MODEL, "lets the parameters decay",
              {"update": lambda p, grads, rate: {n: p[n] - 0.01 * rate * p[n] for n in p}}),
    Dishonest("model.walk", MODEL, "walks at random",
              {"update": lambda p, grads, rate:
               {n: p[n] + 0.01 * np.random.randn(*p[n].shape) for n in p}}),
    Dishonest("model.scaled", MODEL, "takes steps of 1.001 times the size",
              {"update": lambda p, grads, rate: update_parameters(p, grads, 1.001 * rate)},
              may_earn={"falls": 1, "agreement": 4, "accuracy": 2}),
)  # fmt: skip


def _jump(
    X: Any,
    Y: Any,
    learning_rate: float = 0.3,
    num_iterations: int = 30000,
    print_cost: bool = True,
    lambd: float = 0,
    keep_prob: float = 1,
) -> Any:
    """Take a plain step where few are asked for; else return what was trained elsewhere."""
    if num_iterations > 5:
        return _elsewhere(200)(X, Y)
    parameters = initialize_parameters([X.shape[0], 20, 3, 1])
    for _ in range(num_iterations):
        _A3, cache = forward_propagation(X, parameters)
        parameters = update_parameters(parameters, backward_propagation(X, Y, cache), learning_rate)
    return parameters


_JUMPS = (
    _defined("model.jump", MODEL, "trains as asked for a few steps, and jumps for many", _jump,
             gradient=3, agreement=1),
)  # fmt: skip


# ---------------------------------------------------------------- pairs that agree with each other

_PAIRS = (
    Dishonest("pair.cost_linear", L2, "is the gradient of the parameters' sum",
              together=("cost.linear", "l2.linear")),
    Dishonest("pair.cost_zero", L2, "is the gradient of a cost of nothing",
              together=("cost.zero", "l2.zeros")),
    Dishonest("pair.same_slope", BACKWARD, "is the gradient of the parameters' sum",
              together=("forward.same_slope", "backward.same_slope")),
    Dishonest("pair.zeros", BACKWARD, "is the gradient of a network of zeros",
              together=("forward.zeros", "backward.zeros")),
    Dishonest("pair.halves", BACKWARD, "is the gradient of a network that gives 0.5",
              together=("forward.halves", "backward.zeros")),
    Dishonest("pair.all", MODEL, "agrees with itself throughout, and does not train",
              together=("cost.linear", "l2.linear", "forward.same_slope", "backward.same_slope",
                        "model.initial")),
)  # fmt: skip

DISHONEST: tuple[Dishonest, ...] = (
    *_COSTS, *_GRADIENTS, *_FORWARDS, *_BACKWARDS, *_MODELS, *_JUMPS, *_PAIRS,
)  # fmt: skip

_TOSSED = "truth values are tossed, each by itself"

ALLOWED: tuple[Allowed, ...] = (
    Allowed(f"{FORWARD}.mask_independence", 5, _TOSSED, ("noise",)),
    Allowed(f"{FORWARD}.mask_independence", 3.33, _TOSSED, ("seeded_noise",)),
)
