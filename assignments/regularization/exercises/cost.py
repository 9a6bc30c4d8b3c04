"""`compute_cost_with_regularization`: the cross-entropy and a penalty on the weights."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

import numpy as np
import testCases
from reg_utils import compute_cost

from grader.check.compare import agree
from grader.check.values import Array, Unfit, number
from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case, Line
from grader.lessons.relu_network import (
    BIASES,
    NAMES,
    WEIGHTS,
    Sizes,
    draw_labels,
    draw_parameters,
    draw_sizes,
)
from grader.remote.value import plain

from .asking import changed
from .judging import as_dict, factors_of, inputs_unchanged, numbers


class Costs(Answer):
    """What it costs with these parameters, with others, and without lambd: all of it is needed."""

    called = "cost"

    def __init__(self, case: Case, values: Mapping[str, Any], want: Any) -> None:
        super().__init__(case, values, want)
        self.cost, self.without = self.number("cost"), self.number("without")
        self.moved, self.doubled = self.number("moved"), self.number("doubled")
        self.penalty = self.cost - self.without
        if _layers(case):
            without_layer = self.numbers("without_layer", len(WEIGHTS))
            doubled_layer = self.numbers("doubled_layer", len(WEIGHTS))
            self.less = [self.cost - value for value in without_layer]
            self.more = [value - self.cost for value in doubled_layer]
            self.other_biases = self.number("other_biases")

    @property
    def counts_every_weight(self) -> bool:
        return bool(agree(self.moved, self.cost))

    @cached_property
    def multiples(self) -> dict[str, float]:
        """Return how many times its own sum of squares each layer adds; 0 where it is none.

        With doubled weights the cost gains three times what it loses with none: that is a square.
        """
        found = {}
        for W, less, more in zip(WEIGHTS, self.less, self.more, strict=True):
            squares = float(np.square(self.case.parameters[W]).sum())
            found[W] = less / squares if less > 0 and agree(more, 3 * less) else 0.0
        return found


class Cost(Claims):
    """Judged by how the cost answers to other weights, other biases and no lambd."""

    name = "compute_cost_with_regularization"
    meant = ("square",)
    shown = ("cost",)
    reads = Costs
    answered = "cost"

    def examples(self) -> Iterator[Case]:
        A3, Y, parameters = testCases.compute_cost_with_regularization_test_case()
        yield Case("lesson", asked="by_layer", A3=A3, Y=Y, parameters=parameters, lambd=0.1)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _case("different_sizes", rng, *draw_sizes(rng))
        yield _case("two_outputs", rng, *draw_sizes(rng, outputs=2))
        n = int(rng.integers(2, 5))
        yield _case("square", rng, (n, n, n, n), n + 2, asked="whole")
        yield _case("one_example", rng, draw_sizes(rng)[0], 1, asked="whole")

    def run(self, student: Any, case: Case) -> Any:
        A3, Y, parameters = map(student.hold, (case.A3, case.Y, case.parameters))
        ask = student.compute_cost_with_regularization
        found: dict[str, Any] = {"cost": ask(A3, Y, parameters, case.lambd)}
        asked = _others(case)
        # in an order of the case's own: by counting, nothing can be told of what is asked
        for place in np.random.default_rng(case.inputs.get("order", 0)).permutation(len(asked)):
            key, lambd, replaced = asked[place]
            found[key] = ask(case.A3, case.Y, {**case.parameters, **replaced}, lambd)
        found, A3, Y, parameters = plain((found, A3, Y, parameters))
        for layers in ("without_layer", "doubled_layer"):
            found[layers] = [found.pop(f"{layers} {W}") for W in _layers(case)]
        names = changed(
            {"A3": case.A3, "Y": case.Y, **case.parameters},
            {"A3": A3, "Y": Y, **as_dict(parameters)},
        )
        return {**found, "changed": names}

    @claim("cost.cross_entropy", item="cross_entropy")
    def cross_entropy(self, got: Costs) -> Said:
        right = got.want["without"]
        return said(agree(got.without, right), detail=numbers(right, got.without))

    @claim("unchanged", item="cross_entropy")
    def unchanged(self, got: Costs) -> Said:
        return inputs_unchanged(got, "A3", "Y", *NAMES)

    @claim("cost.quadratic", item="quadratic", rests_on="counts_every_weight")
    def quadratic(self, got: Costs) -> Said:
        right, found = 4 * got.penalty, got.doubled - got.without
        return said(got.penalty > 0 and agree(found, right), detail=numbers(right, found))

    @claim("cost.layer", item="layers", parts=WEIGHTS, on="by_layer")
    def layer(self, got: Costs, name: str) -> Said:
        """Every layer adds the same multiple of its sum of squares."""
        multiple = got.multiples[name]
        common = min((one for one in got.multiples.values() if one > 0), default=0.0)
        return said(multiple > 0 and agree(multiple, common), name=name)

    @claim("cost.biases", item="layers", part="b", on="by_layer")
    def biases(self, got: Costs) -> bool:
        is_on_weights = got.penalty > 0 and any(less > 1e-9 for less in got.less)
        return is_on_weights and bool(agree(got.other_biases, got.cost))

    @claim("cost.constant", item="constant")
    def constant(self, got: Costs) -> Said:
        right = got.want["cost"] - got.want["without"]
        return said(agree(got.penalty, right), detail=numbers(right, got.penalty))

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        with suppress(Unfit):
            cost, without = (number(as_dict(got).get(key), key) for key in ("cost", "without"))
            yield Line("cross_entropy_cost", without, float(compute_cost(case.A3, case.Y)))
            yield Line("L2_regularization_cost", cost - without, None)

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)


def _others(case: Case) -> list[tuple[str, float, dict[str, Array]]]:
    """Return what else is asked: a name, lambd, and what stands in the place of parameters."""
    given, lambd = case.parameters, case.lambd
    found: list[tuple[str, float, dict[str, Array]]] = [
        ("without", 0.0, {}),
        ("moved", lambd, {W: given[W][::-1, ::-1] for W in WEIGHTS}),
        ("doubled", lambd, {name: 2 * given[name] for name in NAMES}),
    ]
    if _layers(case):
        found.append(("other_biases", lambd, {b: given[b] + 5 for b in BIASES}))
    for W in _layers(case):
        found.append((f"without_layer {W}", lambd, {W: 0 * given[W]}))
        found.append((f"doubled_layer {W}", lambd, {W: 2 * given[W]}))
    return found


def _layers(case: Case) -> tuple[str, ...]:
    """Return the layers that are asked for one by one; where sizes tell least, none is."""
    return WEIGHTS if case.asked == "by_layer" else ()


def _case(
    name: str, rng: np.random.Generator, sizes: Sizes, m: int, asked: str = "by_layer"
) -> Case:
    return Case(
        name,
        asked=asked,
        A3=rng.uniform(0.05, 0.95, (sizes[3], m)),
        Y=draw_labels(rng, sizes[3], m),
        parameters=draw_parameters(rng, sizes),
        lambd=round(float(rng.uniform(0.3, 0.9)), 2),
        order=int(rng.integers(1 << 31)),
    )
