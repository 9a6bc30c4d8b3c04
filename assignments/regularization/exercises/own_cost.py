"""`backward_propagation_with_regularization`, held to the student's own regularized cost.

The cost has to be the task's, but for its penalty's size or form: without lambd a multiple of the
cross-entropy, and what lambd adds follows from the weights. The slope of that penalty is taken by
central differences along one direction for each parameter. Cost and gradients are asked in two
processes, so neither can know what the other was asked.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from reg_utils import backward_propagation, compute_cost

from grader.check.compare import agree
from grader.check.values import Array, Unfit, array, mapping, number, sequence
from grader.exercise import Case
from grader.lessons.relu_network import (
    NAMES,
    PLAIN_CACHE,
    WEIGHTS,
    alive,
    draw_labels,
    draw_network,
    draw_sizes,
    draw_until,
)
from grader.model import Finding
from grader.remote.value import plain, snapshot

from .asking import gradients
from .judging import as_dict, equals, is_multiple

NAME = "own_cost"
_STEP = 1e-4
"""A square has no third derivative, so the differences are exact but for rounding."""
_RTOL, _ATOL = 1e-5, 1e-8
_TELLING = 1e-5
"""A slope that is nearer to 0 tells nothing."""
_LEAST_GROWTH = 0.1
"""Along a direction, of what any penalty is made of: it can be seen then."""

Cost = Callable[[dict[str, Array]], Any]


def draw_case(rng: np.random.Generator) -> Case:
    """Draw a network, other outputs, and directions along which every penalty grows or falls."""
    sizes, m = draw_sizes(rng)

    def draw() -> tuple[Array, dict[str, Array], dict[str, Array]]:
        X, net = draw_network(rng, sizes, m)
        return X, net, {name: rng.normal(size=net[name].shape) for name in NAMES}

    def good(drawn: tuple[Array, dict[str, Array], dict[str, Array]]) -> bool:
        _X, net, directions = drawn
        grows = [float((form * directions[W]).sum()) for W in WEIGHTS for form in _forms(net[W])]
        return alive(net) and min(map(abs, grows)) > _LEAST_GROWTH

    X, net, directions = draw_until(draw, good)
    return Case(
        NAME, X=X, Y=draw_labels(rng, sizes[3], m),
        cache=tuple(net[item] for item in PLAIN_CACHE),
        lambd=round(float(rng.uniform(0.4, 0.9)), 2),
        directions=directions, other_A3=rng.uniform(0.05, 0.95, net["A3"].shape),
    )  # fmt: skip


def run(student: Any, case: Case) -> Any:
    """Ask for the cost on either side of the parameters and, elsewhere, for the gradients."""
    given = dict(zip(PLAIN_CACHE, case.cache, strict=True))
    at = {name: given[name] for name in NAMES}

    def cost(lambd: float, parameters: dict[str, Array], A3: Array) -> Any:
        return student.compute_cost_with_regularization(A3, case.Y, parameters, lambd)

    costs = plain({
        "without": [cost(0.0, at, A3) for A3 in (given["A3"], case.other_A3)],
        "ends": _ends(lambda p: cost(case.lambd, p, given["A3"]), at, case.directions),
    })  # fmt: skip
    ask = student.apart().backward_propagation_with_regularization
    once = snapshot(ask(case.X, case.Y, case.cache, case.lambd))
    once, without = plain((once, ask(case.X, case.Y, case.cache, 0.0)))
    return {**costs, "gradients": gradients(once), "plain": gradients(without)}


def _ends(cost: Cost, at: Mapping[str, Array], directions: Mapping[str, Array]) -> dict[str, Any]:
    """Return, by parameter, the cost a step ahead and a step back along its direction."""
    return {
        name: [cost({**at, name: at[name] + sign * _STEP * along}) for sign in (1, -1)]
        for name, along in directions.items()
    }


def check(case: Case, got: Any) -> Iterator[Finding]:
    """Judge by the slope of the student's own penalty, on top of the gradients without one.

    Nothing is said: what comes of an own case is not shown.
    """
    answers = mapping(got, "gradients", ("gradients", "plain", "without", "ends"))
    with np.errstate(all="ignore"):
        factor = _cross_entropies(case, answers["without"])
        right = set(_following(case, answers, factor)) if factor else set()
    follows = right & {*WEIGHTS}
    for W in WEIGHTS:
        yield Finding("direction", W in follows, part=W)
        yield Finding("gradient", W in follows, part=W)
    # biases alone follow from a cost that nothing was added to
    yield Finding("rest", bool(follows) and {*NAMES} - {*WEIGHTS} <= right)


def _cross_entropies(case: Case, found: Any) -> float:
    """Return how many times the cross-entropy the cost is without lambd; 0 where it is not."""
    A3 = dict(zip(PLAIN_CACHE, case.cache, strict=True))["A3"]
    costs = [number(value, "cost") for value in sequence(found, "cost", 2)]
    first, second = (
        value / float(compute_cost(outputs, case.Y))
        for value, outputs in zip(costs, (A3, case.other_A3), strict=True)
    )
    return first if abs(first) > _TELLING and agree(second, first) else 0.0


def _following(case: Case, answers: Mapping[str, Any], factor: float) -> Iterator[str]:
    """Yield the parameters whose gradient is the plain one and the slope of the penalty."""
    given = dict(zip(PLAIN_CACHE, case.cache, strict=True))
    plain_right = backward_propagation(case.X, case.Y, case.cache)
    for name in NAMES:
        right = factor * plain_right[f"d{name}"]
        if not equals(as_dict(answers["plain"]).get(f"d{name}"), right):
            continue
        try:
            whole = array(as_dict(answers["gradients"]).get(f"d{name}"), name, right.shape)
            slope = _slope(answers["ends"], name)
        except Unfit:
            continue
        added, telling = whole - right, abs(slope) > _TELLING
        moved = float((added * case.directions[name]).sum())
        if name not in WEIGHTS and not telling:
            follows = bool(np.abs(added).max() <= _ATOL)
        else:
            is_penalty = any(is_multiple(added, form) for form in _forms(given[name]))
            follows = telling and is_penalty and bool(agree(moved, slope, _RTOL, _ATOL))
        if follows:
            yield name


def _slope(ends: Any, name: str) -> float:
    up, down = sequence(as_dict(ends).get(name), "cost", 2)
    return (number(up, "cost") - number(down, "cost")) / (2 * _STEP)


def _forms(W: Array) -> tuple[Array, Array, Array]:
    """Return what the derivative of a penalty is a multiple of: of squares, a sum, sizes."""
    return W, np.ones_like(W), np.sign(W)
