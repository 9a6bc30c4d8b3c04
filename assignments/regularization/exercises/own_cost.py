"""`backward_propagation_with_regularization`, held to the student's own regularized cost.

The cost has to be the task's, but for its penalty's size or form: without lambd a multiple of the
cross-entropy, and what lambd adds follows from the weights. The slope of that penalty is taken by
central differences along one direction for each parameter. Cost and gradients are asked in two
processes, so neither can know what the other was asked.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from reg_utils import backward_propagation, compute_cost

from grader.claim import Answer, Claims, claim
from grader.exercise import Case
from grader.lessons.relu_network import (
    BIASES,
    NAMES,
    PLAIN_CACHE,
    WEIGHTS,
    alive,
    draw_labels,
    draw_network,
    draw_sizes,
    draw_until,
)
from grader.measure.compare import agree, equals
from grader.measure.rows import table
from grader.measure.values import Array, Unfit, array, mapping, number, sequence
from grader.remote.value import plain, snapshot

from .asking import asking, gradients, named
from .judging import is_multiple

NAME = "own_cost"
_STEP = 1e-4
"""A square has no third derivative, so the differences are exact but for rounding."""
_RTOL, _ATOL = 1e-5, 1e-8
_TELLING = 1e-5
"""A slope that is nearer to 0 tells nothing."""
_LEAST_GROWTH = 0.1
"""Along a direction, of what any penalty is made of: it can be seen then."""

Cost = Callable[[dict[str, Array]], Any]


class Slopes(Answer):
    """Costs around the parameters, and the gradients there, with lambd and without it."""

    def __init__(self, case: Case, values: Any, want: Any) -> None:
        keys = ("gradients", "plain", "without", "ends")
        super().__init__(case, mapping(values, "gradients", keys), want)
        self.given = named(PLAIN_CACHE, case.cache)
        self.factor = self._cross_entropies()

    def _cross_entropies(self) -> float:
        """Return how many times the cross-entropy it costs without lambd; 0 where it is not."""
        outputs = (self.given["A3"], self.case.other_A3)
        right = [float(compute_cost(A3, self.case.Y)) for A3 in outputs]
        first, second = np.divide(self.numbers("without", 2, "cost"), right)
        return float(first) if abs(first) > _TELLING and agree(second, first) else 0.0

    @cached_property
    def following(self) -> set[str]:
        """Return the parameters whose gradient is the plain one and the slope of the penalty."""
        plain_right = backward_propagation(self.case.X, self.case.Y, self.case.cache)
        right = {name: self.factor * plain_right[f"d{name}"] for name in NAMES}
        return {name for name in NAMES if self.factor and self._follows(name, right[name])}

    def _follows(self, name: str, right: Array) -> bool:
        whole, without, ends = (table(self.get(key)) for key in ("gradients", "plain", "ends"))
        try:
            added = array(whole.get(f"d{name}"), name, right.shape) - right
            up, down = (number(end, "cost") for end in sequence(ends.get(name), "cost", 2))
        except Unfit:
            return False
        slope, moved = (up - down) / (2 * _STEP), float((added * self.case.directions[name]).sum())
        telling = abs(slope) > _TELLING
        if name not in WEIGHTS and not telling:
            follows = bool(np.abs(added).max() <= _ATOL)
        else:
            is_penalty = any(is_multiple(added, form) for form in _forms(self.given[name]))
            follows = telling and is_penalty and bool(agree(moved, slope, _RTOL, _ATOL))
        return follows and equals(without.get(f"d{name}"), right)


class OwnCost(Claims):
    """Judged by the slope of the student's own penalty, on top of the gradients without one.

    Nothing is said: what comes of an own case is not shown.
    """

    def own_cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Draw other outputs, and directions along which every penalty grows or falls."""
        sizes, m = draw_sizes(rng)

        def draw() -> tuple[Array, dict[str, Array], dict[str, Array]]:
            X, net = draw_network(rng, sizes, m)
            return X, net, {name: rng.normal(size=net[name].shape) for name in NAMES}

        def good(drawn: tuple[Array, dict[str, Array], dict[str, Array]]) -> bool:
            _X, net, along = drawn
            grows = [float((form * along[W]).sum()) for W in WEIGHTS for form in _forms(net[W])]
            return alive(net) and min(map(abs, grows)) > _LEAST_GROWTH

        X, net, directions = draw_until(draw, good)
        yield Case(
            NAME, asked=NAME, X=X, Y=draw_labels(rng, sizes[3], m),
            cache=tuple(net[item] for item in PLAIN_CACHE),
            lambd=round(float(rng.uniform(0.4, 0.9)), 2),
            directions=directions, other_A3=rng.uniform(0.05, 0.95, net["A3"].shape),
        )  # fmt: skip

    def run(self, student: Any, case: Case) -> Any:
        """Ask for the cost on either side of the parameters and, elsewhere, for the gradients."""
        given = named(PLAIN_CACHE, case.cache)
        at = {name: given[name] for name in NAMES}

        ask_cost = asking(student, "compute_cost_with_regularization")

        def cost(lambd: float, parameters: dict[str, Array], A3: Array) -> Any:
            return ask_cost(A3, case.Y, parameters, lambd)

        costs = plain({
            "without": [cost(0.0, at, A3) for A3 in (given["A3"], case.other_A3)],
            "ends": _ends(lambda p: cost(case.lambd, p, given["A3"]), at, case.directions),
        })  # fmt: skip
        ask = asking(student.apart(), "backward_propagation_with_regularization")
        once = snapshot(ask(case.X, case.Y, case.cache, case.lambd))
        once, without = plain((once, ask(case.X, case.Y, case.cache, 0.0)))
        return {**costs, "gradients": gradients(once), "plain": gradients(without)}

    def read(self, case: Case, got: Any, want: Any) -> Answer:
        return Slopes(case, got, want) if case.asked == NAME else super().read(case, got, want)

    @claim("", item="direction", parts=WEIGHTS, on=NAME)
    def own_direction(self, got: Slopes, name: str) -> bool:
        return name in got.following

    @claim("", item="gradient", parts=WEIGHTS, on=NAME)
    def own_gradient(self, got: Slopes, name: str) -> bool:
        return name in got.following

    @claim("", item="rest", on=NAME)
    def own_rest(self, got: Slopes) -> bool:
        """Biases alone follow from a cost that nothing was added to."""
        return {*BIASES} < got.following


def _ends(cost: Cost, at: Mapping[str, Array], directions: Mapping[str, Array]) -> dict[str, Any]:
    """Return, by parameter, the cost a step ahead and a step back along its direction."""
    return {
        name: [cost({**at, name: at[name] + sign * _STEP * along}) for sign in (1, -1)]
        for name, along in directions.items()
    }


def _forms(W: Array) -> tuple[Array, Array, Array]:
    """Return what the derivative of a penalty is a multiple of: of squares, a sum, sizes."""
    return W, np.ones_like(W), np.sign(W)
