"""`backward_propagation_with_regularization`, held to the student's own regularized cost."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.check.gradient import slope
from grader.check.network import (
    NAMES,
    PLAIN_CACHE,
    WEIGHTS,
    Array,
    alive,
    cross_entropy,
    draw_labels,
    draw_network,
    draw_sizes,
    draw_until,
    forward,
)
from grader.check.values import mapping
from grader.exercise import Case
from grader.model import Finding

from .asking import copied, gradients
from .own_slopes import (
    TELLING,
    all_telling,
    draw_directions,
    followed,
    read_slopes,
    slopes,
    steady,
)

NAME = "own_cost"
_LEAST_GROWTH = 0.1
"""Of half a matrix's sum of squares along a direction: what any penalty can be seen by."""


def draw_case(rng: np.random.Generator) -> Case:
    """Draw a network on which every slope can be seen, with a penalty on the weights or without.

    Both have the same sign along a direction, so that no penalty can cancel the plain slope.
    """
    sizes, m = draw_sizes(rng)

    def draw() -> tuple[Array, Array, dict[str, Array], dict[str, Array]]:
        X, net = draw_network(rng, sizes, m)
        return X, draw_labels(rng, sizes[3], m), net, draw_directions(rng, net)

    def good(drawn: tuple[Array, Array, dict[str, Array], dict[str, Array]]) -> bool:
        X, Y, net, directions = drawn
        parameters = {name: net[name] for name in NAMES}
        seen = {
            n: slope(lambda p: cross_entropy(forward(X, p)["Z3"], Y), parameters, {n: d})
            for n, d in directions.items()
        }
        grows = {W: float((net[W] * directions[W]).sum()) for W in WEIGHTS}
        return (
            alive(net)
            and steady(net, "Z1", "Z2")
            and all_telling(seen.values())
            and min(map(abs, grows.values())) > _LEAST_GROWTH
            and all(seen[W] * grows[W] > 0 for W in WEIGHTS)
        )

    X, Y, net, directions = draw_until(draw, good)
    lambd = round(float(rng.uniform(0.4, 0.9)), 2)
    cache = tuple(net[item] for item in PLAIN_CACHE)
    return Case(NAME, X=X, Y=Y, cache=cache, lambd=lambd, directions=directions)


def run(student: Any, case: Case) -> Any:
    """Ask for the gradients, and for the cost on either side of the parameters."""
    given = dict(zip(PLAIN_CACHE, case.cache, strict=True))
    mine = copied({**given, "X": case.X, "Y": case.Y})
    cache = tuple(mine[name] for name in PLAIN_CACHE)
    found = student.backward_propagation_with_regularization(
        mine["X"], mine["Y"], cache, case.lambd
    )

    def cost(lambd: float) -> Any:
        return lambda p: student.compute_cost_with_regularization(
            forward(case.X, p)["A3"], case.Y.copy(), p, lambd
        )

    at = {name: given[name] for name in NAMES}
    return {
        "gradients": gradients(found),
        "slopes": slopes(cost(case.lambd), at, case.directions),
        "without": slopes(cost(0.0), at, case.directions),
    }


def check(case: Case, got: Any) -> Iterator[Finding]:
    """Judge by the slope of the student's own cost, which must have a penalty to be followed.

    Nothing is said: what comes of an own case is not shown.
    """
    answers = mapping(got, "gradients", ("gradients", "slopes", "without"))
    with np.errstate(all="ignore"):
        found, without = read_slopes(answers["slopes"]), read_slopes(answers["without"])
        right = set(followed(answers["gradients"], found, case.directions))
    follows = {W for W in WEIGHTS if W in right and abs(found[W] - without[W]) > TELLING}
    for W in WEIGHTS:
        yield Finding("direction", W in follows, part=W)
        yield Finding("gradient", W in follows, part=W)
    biases = {name for name in NAMES if name not in WEIGHTS}
    # biases alone follow from a cost that nothing was added to
    yield Finding("rest", bool(follows) and biases <= right)
