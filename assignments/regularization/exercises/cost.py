"""`compute_cost_with_regularization`: the cross-entropy and a penalty on the weights."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import testCases
from reg_utils import compute_cost

from grader.check.compare import agree, states
from grader.check.values import Array, Unfit, mapping, number, sequence
from grader.exercise import Case, Exercise, Line
from grader.lessons.relu_network import (
    BIASES,
    NAMES,
    WEIGHTS,
    Sizes,
    draw_labels,
    draw_parameters,
    draw_sizes,
)
from grader.model import Finding
from grader.remote.value import plain

from .asking import changed
from .judging import as_dict, factors_of, numbers, unchanged


class Cost(Exercise):
    """Judged by how the cost answers to other weights, other biases and no lambd."""

    name = "compute_cost_with_regularization"
    meant = ("square",)
    shown = ("cost",)

    def examples(self) -> Iterator[Case]:
        A3, Y, parameters = testCases.compute_cost_with_regularization_test_case()
        yield Case("lesson", A3=A3, Y=Y, parameters=parameters, lambd=0.1)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _case("different_sizes", rng, *draw_sizes(rng))
        yield _case("two_outputs", rng, *draw_sizes(rng, outputs=2))
        n = int(rng.integers(2, 5))
        yield _case("square", rng, (n, n, n, n), n + 2)
        yield _case("one_example", rng, draw_sizes(rng)[0], 1)

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

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "cost", ())
        cost, without, moved, doubled = (
            number(answers.get(key), "cost") for key in ("cost", "without", "moved", "doubled")
        )
        plain_cost = want["without"]
        yield states(
            agree(without, plain_cost), "cost.cross_entropy",
            item="cross_entropy", detail=numbers(plain_cost, without),
        )  # fmt: skip
        yield unchanged(answers, "cross_entropy", ("A3", "Y", *NAMES))

        penalty, right = cost - without, want["cost"] - plain_cost
        quadratic = penalty > 0 and agree(doubled - without, 4 * penalty)
        counts_all = bool(agree(moved, cost))
        if quadratic and not counts_all:
            yield states(False, "cost.every_weight", item="quadratic", detail=numbers(cost, moved))
        else:
            yield states(
                quadratic, "cost.quadratic",
                item="quadratic", detail=numbers(4 * penalty, doubled - without),
            )  # fmt: skip
        if _layers(case):
            yield from _by_layer(case, answers, cost, penalty)
        yield states(
            agree(penalty, right), "cost.constant",
            item="constant", detail=numbers(right, penalty),
        )  # fmt: skip

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
    return () if case.name in ("square", "one_example") else WEIGHTS


def _case(name: str, rng: np.random.Generator, sizes: Sizes, m: int) -> Case:
    return Case(
        name,
        A3=rng.uniform(0.05, 0.95, (sizes[3], m)),
        Y=draw_labels(rng, sizes[3], m),
        parameters=draw_parameters(rng, sizes),
        lambd=round(float(rng.uniform(0.3, 0.9)), 2),
        order=int(rng.integers(1 << 31)),
    )


def _by_layer(
    case: Case, answers: Mapping[str, Any], cost: float, penalty: float
) -> Iterator[Finding]:
    """Judge what each layer adds to the penalty, and that biases add nothing. Raises Unfit."""
    without_layer, doubled_layer = (
        [number(value, "cost") for value in sequence(answers.get(key), "cost", len(WEIGHTS))]
        for key in ("without_layer", "doubled_layer")
    )
    other_biases = number(answers.get("other_biases"), "cost")
    less = [cost - value for value in without_layer]
    more = [value - cost for value in doubled_layer]
    yield from _alike(case, less, more)
    is_on_weights = penalty > 0 and any(value > 1e-9 for value in less)
    biases_free = is_on_weights and agree(other_biases, cost)
    yield states(biases_free, "cost.biases", item="layers", part="b")


def _alike(case: Case, less: Sequence[float], more: Sequence[float]) -> Iterator[Finding]:
    """Judge that each layer adds the same multiple of its own sum of squares.

    `less` is what the cost loses when a layer's weights are 0, `more` what it gains when they
    are doubled: three times as much for a square, and for nothing else.
    """
    multiples = []
    for W, lost, won in zip(WEIGHTS, less, more, strict=True):
        quadratic = lost > 0 and agree(won, 3 * lost)
        squares = float(np.square(case.parameters[W]).sum())
        multiples.append(lost / squares if quadratic else 0.0)
    common = min((multiple for multiple in multiples if multiple > 0), default=0.0)
    for W, multiple in zip(WEIGHTS, multiples, strict=True):
        alike = multiple > 0 and agree(multiple, common)
        yield states(alike, "cost.layer", item="layers", part=W, name=W)
