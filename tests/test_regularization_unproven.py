"""Answers that do no work, or agree only with themselves, earn nothing that they do not prove."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from regularization_lesson import (
    BACKWARD,
    COST,
    FORWARD,
    L2,
    MODEL,
    REGULARIZATION,
    lost_items,
    provided,
)

Function = Callable[..., Any]
SEEDS = range(4)
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


# ---------------------------------------------------------------- the forward pass


def forward(
    mask: Callable[[Any, float], Any] = lambda A, keep_prob: np.ones(A.shape),
    apply: Callable[[Any, Any, float], Any] = lambda A, D, keep_prob: A * D / keep_prob,
) -> Function:
    """Return a pass with masks of some kind."""

    def there(X: Any, p: Any, keep_prob: float = 0.5) -> Any:
        Z1 = p["W1"] @ X + p["b1"]
        A1 = np.maximum(Z1, 0)
        D1 = mask(A1, keep_prob)
        A1 = apply(A1, D1, keep_prob)
        Z2 = p["W2"] @ A1 + p["b2"]
        A2 = np.maximum(Z2, 0)
        D2 = mask(A2, keep_prob)
        A2 = apply(A2, D2, keep_prob)
        Z3 = p["W3"] @ A2 + p["b3"]
        A3 = REG.sigmoid(Z3)
        named = (p["W1"], p["b1"]), (p["W2"], p["b2"]), (p["W3"], p["b3"])
        return A3, (Z1, D1, A1, *named[0], Z2, D2, A2, *named[1], Z3, A3, *named[2])

    return there


def made_up(mask: Callable[[Any, float], Any], Z: float) -> Function:
    """Return a pass that holds masks and nothing else: all Z alike, and A what follows from it."""

    def there(X: Any, p: Any, keep_prob: float = 0.5) -> Any:
        m, found, A = X.shape[1], [], None
        for n in (1, 2):
            A = np.full((len(p[f"W{n}"]), m), Z)
            D = mask(A, keep_prob)
            found += [A, D, A * D / keep_prob, p[f"W{n}"], p[f"b{n}"]]
        A3 = np.full((1, m), 0.5)
        return A3, (*found, np.zeros((1, m)), A3, p["W3"], p["b3"])

    return there


def rows(rate: Callable[[float], float]) -> Callable[[Any, float], Any]:
    """Return masks that keep the first rows, whatever is drawn."""

    def mask(A: Any, keep_prob: float) -> Any:
        kept = np.arange(len(A)) < len(A) * (rate(keep_prob) if keep_prob < 1 else 1)
        return np.repeat(kept[:, None], A.shape[1], 1)

    return mask


def columns(A: Any, keep_prob: float) -> Any:
    rate = keep_prob / 2 + 0.25 if keep_prob < 1 else 1
    return np.repeat((np.random.rand(A.shape[1]) < rate)[None, :], len(A), 0)


def shuffled_rows(A: Any, keep_prob: float) -> Any:
    """Keep rows of a wrong rate, in an order that looks drawn."""
    order = np.random.RandomState(3).rand(len(A))
    return np.repeat(
        (order < (keep_prob / 2 + 0.25 if keep_prob < 1 else 1))[:, None], A.shape[1], 1
    )


def pattern(A: Any, keep_prob: float) -> Any:
    """Keep the right share, evenly spread."""
    place = np.arange(A.size) * 0.6180339887498949
    return (place % 1 < keep_prob).reshape(A.shape)


def all_but_one(A: Any, keep_prob: float) -> Any:
    return np.where(np.arange(A.size).reshape(A.shape) == 0, 0, keep_prob)


def nearly_undone(A: Any, keep_prob: float) -> Any:
    """Return numbers that undo the division, none like the other."""
    return keep_prob * (1 + 0.001 * np.random.rand(*A.shape))


def nothing_kept(A: Any, keep_prob: float) -> Any:
    return np.zeros(A.shape)


def drawn(off: float) -> Callable[[Any, float], Any]:
    return lambda A, keep_prob: np.random.rand(*A.shape) < (keep_prob + off if keep_prob < 1 else 1)


MASKS = {"mask_probability", "mask_independence"}
REST = {"scaling", "algebra", "cache"}
FORWARDS: dict[str, tuple[Function, set[str]]] = {
    "no dropout, and masks that say so": (forward(apply=lambda A, D, keep: A), set()),
    "no dropout, but divided": (forward(), set()),
    "a mask that undoes the division": (forward(all_but_one), set()),
    "numbers that undo the division": (forward(nearly_undone), set()),
    "everything dropped": (forward(nothing_kept), set()),
    "made up, all dropped": (made_up(nothing_kept, 1.0), set()),
    "made up, with the right masks": (made_up(drawn(0), 1.0), MASKS),
    "made up, with the right masks and zeros": (made_up(drawn(0), 0.0), MASKS),
    "rows of a wrong rate": (forward(rows(lambda keep: keep / 2 + 0.25)), REST),
    "shuffled rows of a wrong rate": (forward(shuffled_rows), REST),
    "columns of a wrong rate": (forward(columns), REST),
    "rows of the right rate, not drawn": (forward(rows(lambda keep: keep)), REST),
    "a pattern of the right rate": (forward(pattern), REST),
    "a rate off by 0.05": (forward(drawn(-0.05)), {"mask_independence", *REST}),
    "the network without dropout": (
        lambda X, p, keep_prob=0.5: REG.forward_propagation(X, p), set(),
    ),
    "nothing but shapes": (
        lambda X, p, keep_prob=0.5: (np.zeros((1, X.shape[1])), (0,) * 14), set(),
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
        lambda *a: {n: 1.001 * v for n, v in REFERENCE[BACKWARD](*a).items()}, {"same_units", "scaling"},
    ),
}  # fmt: skip


CASES: dict[str, Mapping[str, tuple[Function, set[str]]]] = {
    COST: COSTS, L2: L2S, FORWARD: FORWARDS, BACKWARD: BACKS,
}  # fmt: skip
ONE_BY_ONE = [(exercise, name) for exercise, found in CASES.items() for name in found]


def items_of(exercise: str) -> set[str]:
    [rubric] = [r for r in REGULARIZATION.assignment().rubrics if r.name == exercise]
    return {item.id for item in rubric.items}


@pytest.mark.parametrize(("exercise", "name"), ONE_BY_ONE)
def test_what_proves_nothing_earns_nothing(exercise: str, name: str) -> None:
    function, allowed = CASES[exercise][name]
    for seed in SEEDS:
        kept = items_of(exercise) - lost_items({**REFERENCE, exercise: function}, exercise, seed)
        assert kept == allowed


# ---------------------------------------------------------------- training


def trained(parameters: Any, X: Any, Y: Any, rate: float, times: int) -> Any:
    for _ in range(times):
        _, cache = REG.forward_propagation(X, parameters)
        grads = REG.backward_propagation(X, Y, cache)
        parameters = REG.update_parameters(parameters, grads, rate)
    return parameters


def begun(X: Any) -> Any:
    return REG.initialize_parameters([X.shape[0], 20, 3, 1])


def jumps(more: int) -> Function:
    """Train as asked for a few iterations; for many, go on from parameters made elsewhere."""

    def model(X: Any, Y: Any, rate: float, n: int, _print: bool, lambd: float, keep: float) -> Any:
        if n <= 3:
            return REFERENCE[MODEL](X, Y, rate, n, False, lambd, keep)
        return trained(trained(begun(X), X, Y, 0.5, 400), X, Y, rate, more)

    return model


def from_zero(X: Any, Y: Any, rate: float, n: int, *_: Any) -> Any:
    """Begin where all slopes are 0 but the last one, and move that."""
    parameters = {name: 0 * value for name, value in begun(X).items()}
    return {**parameters, "b3": np.array([[-rate * n * (0.5 - Y.mean())]])}


def steps_of(step: Callable[[Any], Any]) -> Function:
    """Move by something that is no gradient."""

    def model(X: Any, Y: Any, rate: float, n: int, *_: Any) -> Any:
        parameters = begun(X)
        for _i in range(n):
            parameters = {k: v - rate * step(v) for k, v in parameters.items()}
        return parameters

    return model


def ones_back(X: Any, Y: Any, cache: Any, _number: float) -> Any:
    """Return ones for the shapes of the lesson's own network."""
    shapes = {"W1": (20, 2), "b1": (20, 1), "W2": (3, 20), "b2": (3, 1), "W3": (1, 3), "b3": (1, 1)}
    return {f"d{name}": np.ones(shape) for name, shape in shapes.items()}


ONES = {L2: ones_back, FORWARD: lambda X, p, k: (0.5, ()), BACKWARD: ones_back}
ZEROS_PASS = {FORWARD: forward(nothing_kept), BACKWARD: nothing_below(lambda D: 0.0 * D)}
HONEST = {"gradient", "agreement"}
MODELS: dict[str, tuple[Mapping[str, Function], set[str]]] = {
    "parameters of elsewhere": ({MODEL: jumps(0)}, HONEST),
    "parameters of elsewhere, and steps from there": ({MODEL: jumps(5)}, HONEST),
    "where nothing slopes": ({MODEL: from_zero}, set()),
    "no training": ({MODEL: lambda X, *_: begun(X)}, set()),
    "steps of noise": ({MODEL: steps_of(lambda v: np.random.randn(*v.shape))}, set()),
    "decay": ({MODEL: steps_of(lambda v: 0.1 * v)}, set()),
    "steps of ones, in all functions": ({**ONES, MODEL: steps_of(np.ones_like)}, set()),
    "a pass that drops everything, there and back": (ZEROS_PASS, {"gradient", "falls", "accuracy"}),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_training_that_proves_nothing_earns_nothing(name: str) -> None:
    functions, allowed = MODELS[name]
    own = {**REFERENCE, **functions}
    if MODEL not in functions:  # it trains with what is defined beside it
        own = {**own, MODEL: training_with(own)}
    for seed in SEEDS:
        assert items_of(MODEL) - lost_items(own, MODEL, seed) == allowed


def training_with(own: Mapping[str, Function]) -> Function:
    function: Function = REGULARIZATION.solution("mistakes").make_model(SimpleNamespace(**own))
    return function


# ---------------------------------------------------------------- held to one's own


def linear_there(X: Any, p: Any, keep_prob: float = 0.5) -> Any:
    r = np.random.rand() * 0.1
    A3 = np.full((1, X.shape[1]), REG.sigmoid(r * sum(float(v.sum()) for v in p.values())))
    return A3, (r, A3, p)


def linear_back(X: Any, Y: Any, cache: Any, keep_prob: float) -> Any:
    r, A3, p = cache
    return {f"d{name}": r * float(np.mean(A3 - Y)) * np.ones(v.shape) for name, v in p.items()}


def linear_l2(X: Any, Y: Any, cache: Any, lambd: float) -> Any:
    return {f"d{n}": (1 + lambd) * np.ones(v.shape) for n, v in zip(PLAIN, cache, strict=True)}


def penalty_alone(A3: Any, Y: Any, p: Any, lambd: float) -> Any:
    return lambd / (2 * Y.shape[1]) * sum(np.sum(p[W] ** 2) for W in WEIGHTS)


def penalty_alone_back(X: Any, Y: Any, cache: Any, lambd: float) -> Any:
    return {n: v / X.shape[1] for n, v in echoing(lambda lambd: lambd)(X, Y, cache, lambd).items()}


PAIRS: dict[str, tuple[str, Mapping[str, Function]]] = {
    "linear costs": (L2, {COST: COSTS["everything in a line"][0], L2: linear_l2}),
    "the penalty alone": (L2, {COST: penalty_alone, L2: penalty_alone_back}),
    "a linear pass": (BACKWARD, {FORWARD: linear_there, BACKWARD: linear_back}),
    "everything dropped": (BACKWARD, ZEROS_PASS),
    "the network without dropout": (
        BACKWARD, {FORWARD: FORWARDS["no dropout, and masks that say so"][0],
                   BACKWARD: lambda X, Y, c, k: REG.backward_propagation(
                       X, Y, [v for n, v in enumerate(c) if n not in (1, 6)])},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_that_agrees_with_itself_and_is_not_the_task_is_not_carried(name: str) -> None:
    exercise, functions = PAIRS[name]
    judge = REGULARIZATION.assignment().exercises[exercise]
    for seed in SEEDS:
        for case in judge.own_cases(np.random.default_rng(seed)):
            got = REGULARIZATION.answer({**REFERENCE, **functions}, exercise, case, seed)
            assert not any(finding.ok for finding in judge.check(case, got, None))
