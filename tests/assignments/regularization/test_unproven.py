"""Answers that do no work, or agree only with themselves, earn nothing that they do not prove."""

from collections.abc import Callable, Mapping
from types import FunctionType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from regularization_lesson import BACKWARD, COST, FORWARD, L2, MODEL, REGULARIZATION, lost_items
from seldom_said import SELDOM
from unproven_gradients import (
    BACKS,
    COSTS,
    L2S,
    PLAIN,
    REFERENCE,
    REG,
    WEIGHTS,
    Function,
    echoing,
    nothing_below,
)
from unproven_passes import FORWARDS, forward, nothing_kept

SEEDS = range(4)
CASES: dict[str, Mapping[str, tuple[Function, set[str]]]] = {
    COST: COSTS, L2: L2S, FORWARD: FORWARDS, BACKWARD: BACKS,
}  # fmt: skip
ONE_BY_ONE = [(exercise, name) for exercise, found in CASES.items() for name in found]


def items_of(exercise: str) -> set[str]:
    [rubric] = [r for r in REGULARIZATION.assignment().rubrics if r.name == exercise]
    return {item.id for item in rubric.items}


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize(("exercise", "name"), ONE_BY_ONE)
def test_what_proves_nothing_earns_nothing(exercise: str, name: str) -> None:
    function, allowed = CASES[exercise][name]
    for seed in SEEDS:
        kept = items_of(exercise) - lost_items({**REFERENCE, exercise: function}, exercise, seed)
        assert kept == allowed


def of_sizes(*hidden: int) -> Function:
    """Return the reference's training of a network of other sizes."""
    right: Any = REFERENCE[MODEL]
    given = right.__globals__["initialize_parameters"]
    around = right.__globals__ | {
        "initialize_parameters": lambda sizes: given([sizes[0], *hidden, sizes[-1]])
    }
    return FunctionType(right.__code__, around, right.__name__, right.__defaults__)


def squared_in_place(A3: Any, Y: Any, parameters: Any, lambd: float) -> Any:
    """Return the right cost; the weights that were given are their squares then."""
    cost: Any = REFERENCE[COST]
    found = cost(A3, Y, parameters, lambd)
    for name in WEIGHTS:
        parameters[name] **= 2
    return found


def said_of(functions: Mapping[str, Function], exercise: str) -> set[str]:
    told = REGULARIZATION.told({**REFERENCE, **functions}, exercise, 0)
    return {f.message.key.removesuffix(".fails") for found in told for f in found if f.message}


@pytest.mark.thorough
def test_each_sentence_about_what_proves_nothing_is_said_of_something() -> None:
    said = {
        key
        for exercise, found in CASES.items()
        for function, _allowed in found.values()
        for key in said_of({exercise: function}, exercise)
    }
    for functions, _allowed in MODELS.values():
        own = {**REFERENCE, **functions}
        said |= said_of({MODEL: training_with(own), **functions}, MODEL)
    said |= said_of({MODEL: of_sizes(8, 4)}, MODEL)  # right, and slow: it is told so
    said |= said_of({COST: squared_in_place}, COST)
    assert {*SELDOM["regularization"]} - said == set()


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
HONEST = {"gradient"}
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


@pytest.mark.sampled(thorough=2)
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
