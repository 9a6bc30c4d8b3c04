"""`compute_cost_with_regularization`: the cross-entropy and a penalty on the weights."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import testCases
from reg_utils import compute_cost

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
from grader.measure.compare import ATOL, RTOL, agree
from grader.measure.rows import table
from grader.measure.values import Array, number
from grader.model import Text
from grader.remote.value import plain

from .asking import asking, changed
from .judging import factors_of, inputs_unchanged, numbers
from .precision import Precision


class Costs(Answer):
    """What it costs with these parameters, with others, and without lambd: all of it is needed."""

    called = "cost"

    def __init__(self, case: Case, values: Mapping[str, Any], want: Any) -> None:
        super().__init__(case, values, want)
        self.cost, self.without = self.number("cost"), self.number("without")
        self.bare, self.moved = self.number("bare"), self.number("moved")
        self.doubled, self.other_biases = self.number("doubled"), self.number("other_biases")
        without_layer = self.numbers("without_layer", len(WEIGHTS))
        doubled_layer = self.numbers("doubled_layer", len(WEIGHTS))
        self.less = [self.cost - value for value in without_layer]
        self.more = [value - self.cost for value in doubled_layer]
        self.penalty = self.cost - self.bare
        self.precision = Precision.of(_all_numbers(values))

    def agrees(self, found: float, right: float) -> bool:
        """Tell whether two numbers agree, as far as the type that the costs came in can tell."""
        return bool(agree(found, right, RTOL, self.precision.atol))

    @property
    def right_constant(self) -> float:
        return float(self.case.lambd / (2 * self.case.Y.shape[1]))

    @property
    def has_penalty(self) -> bool:
        return not self.agrees(self.penalty, 0)

    @property
    def changes(self) -> bool:
        """Whether other weights give another cost."""
        return self.has_penalty or not all(self.agrees(one, 0) for one in (*self.less, *self.more))

    @property
    def counts_any(self) -> bool:
        return self.common[1] != 0

    @property
    def counts_every_weight(self) -> bool:
        return self.agrees(self.moved, self.cost)

    @cached_property
    def sizes(self) -> dict[str, dict[str, float]]:
        """Return, by layer and by what is taken of its weights, how many times that it adds.

        With doubled weights a square adds three times what it loses with none, a sum once. What
        is no sum of squares counts beside a cost only: an answer may grow with anything.
        """
        found: dict[str, dict[str, float]] = {}
        is_cost = self.agrees(self.bare, self.want["bare"])
        for W, less, more in zip(WEIGHTS, self.less, self.more, strict=True):
            found[W] = {}
            for form, (size, grows) in _sizes(self.case.parameters[W]).items():
                if form != SQUARES and not is_cost:
                    continue
                if not self.agrees(less, 0) and self.agrees(more, grows * less):
                    found[W][form] = less / size
        return found

    @cached_property
    def common(self) -> tuple[str, float]:
        """Return what is taken of the weights, and the factor that most layers have before it.

        The right ones count where any layer has them: it is the others that are wrong then.
        """
        found = [pair for sizes in self.sizes.values() for pair in sizes.items()]
        if not found:
            return "", 0.0

        def rank(pair: tuple[str, float]) -> tuple[bool, int, bool, float]:
            form, factor = pair
            is_right = self.is_factor(form, factor, self.right_constant)
            times = sum(self.has(W, form, factor) for W in WEIGHTS)
            return is_right and form == SQUARES, times, is_right, -factor

        return max(found, key=rank)

    def has(self, W: str, form: str, factor: float) -> bool:
        """Tell whether a layer adds so many times this of its weights."""
        sizes = self.sizes[W]
        return form in sizes and self.is_factor(form, sizes[form], factor, W)

    def is_factor(self, form: str, found: float, factor: float, W: str = "") -> bool:
        """Tell whether two factors are one, told by layers whose weights have such a size."""
        names = (W,) if W else WEIGHTS
        size = min(abs(_sizes(self.case.parameters[name])[form][0]) for name in names)
        return self.agrees(found * size, factor * size)


class Cost(Claims):
    """Judged by how the cost answers to other weights, other biases and no lambd."""

    name = "compute_cost_with_regularization"
    meant = ("square",)
    shown = ("cost",)
    reads = Costs
    answered = "cost"

    def examples(self) -> Iterator[Case]:
        A3, Y, parameters = testCases.compute_cost_with_regularization_test_case()
        yield Case("lesson", A3=A3, Y=Y, parameters=parameters, lambd=0.1)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _case("different_sizes", rng, *draw_sizes(rng))
        yield _case("two_outputs", rng, *draw_sizes(rng, outputs=2), lambd=_large(rng))
        n = int(rng.integers(2, 5))
        yield _case("square", rng, (n, n, n, n), n + 2)
        yield _case("one_example", rng, draw_sizes(rng)[0], 1)

    def run(self, student: Any, case: Case) -> Any:
        A3, Y, parameters = map(student.hold, (case.A3, case.Y, case.parameters))
        ask = asking(student, self.name)
        found: dict[str, Any] = {"cost": ask(A3, Y, parameters, case.lambd)}
        others = _others(case)
        # in an order of the case's own: by counting, nothing can be told of what is asked
        for place in np.random.default_rng(case.inputs.get("order", 0)).permutation(len(others)):
            key, lambd, replaced = others[place]
            found[key] = ask(case.A3, case.Y, {**case.parameters, **replaced}, lambd)
        found, A3, Y, parameters = plain((found, A3, Y, parameters))
        for layers in ("without_layer", "doubled_layer"):
            found[layers] = [found.pop(f"{layers} {W}") for W in WEIGHTS]
        names = changed(
            {"A3": case.A3, "Y": case.Y, **case.parameters},
            {"A3": A3, "Y": Y, **table(parameters)},
        )
        return {**found, "changed": names}

    @claim("cost.cross_entropy", item="cross_entropy")
    def cross_entropy(self, got: Costs) -> Said:
        right = got.want["bare"]
        return said(got.agrees(got.bare, right), detail=numbers(right, got.bare))

    @claim("unchanged", item="cross_entropy")
    def unchanged(self, got: Costs) -> Said:
        return inputs_unchanged(got, "A3", "Y", *NAMES)

    @claim(
        "cost.quadratic", item="quadratic",
        rests_on={"has_penalty": "cost.no_penalty", "counts_every_weight": "cost.quadratic_later"},
    )  # fmt: skip
    def quadratic(self, got: Costs) -> Said:
        if not got.has_penalty:
            return Said(ok=False, message=Text("cost.no_penalty"))
        # a wrong sign is the constant's
        right, found = 4 * got.penalty, got.doubled - got.bare
        return said(got.agrees(found, right), detail=numbers(right, found))

    @claim("cost.layer", item="layers", parts=WEIGHTS)
    def layer(self, got: Costs, name: str) -> Said:
        """Every layer adds the same multiple of the same size of its weights."""
        if not got.has_penalty:  # there is no other matrix that it could be as
            return Said(ok=False, message=Text("cost.no_penalty"))
        form, factor = got.common
        return said(factor != 0 and got.has(name, form, factor), name=name)

    @claim(
        "cost.biases", item="layers", part="b",
        rests_on={"changes": "cost.no_penalty", "counts_any": "cost.no_sum"},
    )  # fmt: skip
    def biases(self, got: Costs) -> bool:
        return got.agrees(got.other_biases, got.cost)

    @claim("cost.constant", item="constant", part="size")
    def constant(self, got: Costs) -> Said:
        form, factor = got.common
        right = got.want["cost"] - got.want["bare"]
        is_right = bool(form) and got.is_factor(form, factor, got.right_constant)
        return said(is_right, detail=numbers(right, got.penalty))

    @claim("cost.vanishes", item="constant", part="size")
    def vanishes(self, got: Costs) -> Said:
        return said(got.agrees(got.without, got.bare), detail=numbers(got.bare, got.without))

    @claim(
        "cost.exact", item="constant", part="exact", rests_on=("constant", "vanishes"), later=None
    )
    def exact(self, got: Costs) -> bool:
        return not got.precision.is_rounded

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        answers = table(got)
        if Precision.of(_all_numbers(answers)).atol > ATOL:  # a line that is rounded looks wrong
            return
        cost, bare = (number(answers.get(key), key) for key in ("cost", "bare"))
        yield Line("cost(lambd=0, W=0)", bare, float(compute_cost(case.A3, case.Y)))
        yield Line("cost − cost(lambd=0, W=0)", cost - bare, None)

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)


def _others(case: Case) -> list[tuple[str, float, dict[str, Array]]]:
    """Return what else is asked: a name, lambd, and what stands in the place of parameters."""
    given, lambd = case.parameters, case.lambd
    found: list[tuple[str, float, dict[str, Array]]] = [
        ("without", 0.0, {}),
        ("bare", 0.0, {W: 0 * given[W] for W in WEIGHTS}),
        ("moved", lambd, {W: _moved(given[W]) for W in WEIGHTS}),
        ("doubled", lambd, {name: 2 * given[name] for name in NAMES}),
        ("other_biases", lambd, {b: given[b] + 5 for b in BIASES}),
    ]
    for W in WEIGHTS:
        found.append((f"without_layer {W}", lambd, {W: 0 * given[W]}))
        found.append((f"doubled_layer {W}", lambd, {W: 2 * given[W]}))
    return found


def _moved(W: Array) -> Array:
    """Return the same weights in other places, every other one with its sign changed."""
    turned = np.array(W[::-1, ::-1])
    turned.flat[::2] *= -1
    return turned


SQUARES = "squares"


def _sizes(W: Array) -> dict[str, tuple[float, int]]:
    """Return what a penalty may be made of, right or wrong, and how much faster it then grows."""
    return {
        SQUARES: (float(np.square(W).sum()), 3),
        "squared sum": (float(W.sum()) ** 2, 3),
        "norm": (float(np.sqrt(np.square(W).sum())), 1),
        "sum": (float(W.sum()), 1),
        "sizes": (float(np.abs(W).sum()), 1),
    }


def _all_numbers(values: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = []
    for name, value in values.items():
        if name != "changed":
            found += value if isinstance(value, list) else [value]
    return found


def _large(rng: np.random.Generator) -> float:
    """Draw a lambd that is not cut off at 1, nor at a few times that."""
    return round(float(rng.uniform(11, 19)), 2)


def _case(
    name: str, rng: np.random.Generator, sizes: Sizes, m: int, lambd: float | None = None
) -> Case:
    return Case(
        name,
        A3=rng.uniform(0.05, 0.95, (sizes[3], m)),
        Y=draw_labels(rng, sizes[3], m),
        parameters=draw_parameters(rng, sizes),
        lambd=round(float(rng.uniform(0.3, 0.9)), 2) if lambd is None else lambd,
        order=int(rng.integers(1 << 31)),
    )
