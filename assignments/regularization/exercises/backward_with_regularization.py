"""`backward_propagation_with_regularization`: what the penalty adds to each dW."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property, partial
from typing import Any

import numpy as np
import testCases
from reg_utils import backward_propagation

from grader.claim import Answer, Said, claim, said
from grader.exercise import Case, Line
from grader.lessons.relu_network import (
    BIASES,
    PLAIN_CACHE,
    WEIGHTS,
    Sizes,
    alive,
    disagreements,
    draw_labels,
    draw_network,
    draw_sizes,
    draw_until,
    forward,
)
from grader.measure.compare import agree, close
from grader.measure.values import Array, Unfit, array
from grader.model import Finding
from grader.remote.value import plain, snapshot

from .asking import asking, changed, gradients, named
from .gradient_lines import Weights, backward_lines
from .judging import as_dict, as_gradients, factors_of, inputs_unchanged
from .own_cost import NAME, OwnCost
from .resembling import is_gradient


class Gradients(Answer):
    """The gradients with lambd, and among them those without it and with twice as much."""

    def asked(self, run: str) -> "Gradients":
        if run == "once":
            return self
        return Gradients(self.case, as_dict(self.get(run)), self.want[run])

    @cached_property
    def is_gradient(self) -> bool:
        """Tell whether anything without lambd is the gradient that something is added to."""
        case = self.case
        return is_gradient(self.asked("without").values, case.X, case.Y, case.cache)

    def agrees(self, name: str) -> Finding:
        return close(self.get(name), self.want[name], item="", what=name)


_BY_RUN = {f"{run} d{W}": W for W in WEIGHTS for run in ("once", "without")}
"""A run and its dW -> the part; both are held to the reference's."""


class BackwardWithRegularization(OwnCost):
    """Judged on a right cache, by what lambd changes and by the gradients themselves."""

    name = "backward_propagation_with_regularization"
    meant = ("square", "exact_zeros")
    shown = ("dW1", "dW2", "dW3")
    upstream = ("compute_cost_with_regularization",)
    reads = Gradients

    def examples(self) -> Iterator[Case]:
        X, Y, cache = testCases.backward_propagation_with_regularization_test_case()
        yield Case("lesson", asked="drawn", X=X, Y=Y, cache=cache, lambd=0.7)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _network_case("different_sizes", rng, *draw_sizes(rng))
        n = int(rng.integers(3, 6))
        yield _network_case("square", rng, (n, n, n, n), n)
        yield _exact_zeros(rng)

    def lint(self, case: Case) -> Iterator[str]:
        for name in disagreements(case.X, named(PLAIN_CACHE, case.cache)):
            yield f"{name} in the cache is not what a forward pass gives"

    def run(self, student: Any, case: Case) -> Any:
        if case.asked == NAME:
            return super().run(student, case)
        X, Y, cache = map(student.hold, (case.X, case.Y, case.cache))
        found, X, Y, cache = plain((_asked(student, case, X, Y, cache), X, Y, cache))
        names = changed(
            {"X": case.X, "Y": case.Y, **named(PLAIN_CACHE, case.cache)},
            {"X": X, "Y": Y, **named(PLAIN_CACHE, cache)},
        )
        if names:  # what came after had another question to answer
            found = plain(_asked(student, case, case.X, case.Y, case.cache))
        once, without, twice = map(gradients, found)
        return {**once, "without": without, "twice": twice, "changed": names}

    def read(self, case: Case, got: Any, want: Any) -> Answer:
        return super().read(case, as_gradients(got), want)

    @claim("l2.direction", item="direction", parts=WEIGHTS, rests_on="is_gradient", on="drawn")
    def direction(self, got: Gradients, name: str) -> Said:
        W = named(PLAIN_CACHE, got.case.cache)[name]
        without, once, twice = (
            got.asked(run).array(f"d{name}", W.shape) for run in ("without", "once", "twice")
        )
        added = once - without
        multiple = (added * W).sum() / (W * W).sum()
        along = agree(added, multiple * W).all() and agree(twice - without, 2 * added).all()
        return said(multiple > 1e-9 and along, name=name)

    @claim("", item="gradient", parts=_BY_RUN, on="drawn")
    def gradient(self, got: Gradients, name: str) -> Finding:
        run, dW = name.split()
        return got.asked(run).agrees(dW)

    @claim("", item="rest", parts={f"d{W}": "" for W in WEIGHTS}, on="at_corner")
    def gradient_at_corner(self, got: Gradients, name: str) -> Finding:
        return got.asked("without").agrees(name)

    @claim("", item="rest", parts={f"d{b}": "" for b in BIASES}, on=("drawn", "at_corner"))
    def rest(self, got: Gradients, name: str) -> Finding:
        return got.agrees(name)

    @claim("unchanged", item="rest", on=("drawn", "at_corner"))
    def unchanged(self, got: Gradients) -> Said:
        return inputs_unchanged(got, "X", "Y", *PLAIN_CACHE)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        given = {**named(PLAIN_CACHE, case.cache), "A0": case.X}
        answers = as_dict(got)
        with np.errstate(all="ignore"):
            weights = _in_two_parts(answers)
            found = list(backward_lines(answers, given, case.Y, lambda n, dA: dA, weights))
        yield from found

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)


def _asked(student: Any, case: Case, X: Any, Y: Any, cache: Any) -> tuple[Any, ...]:
    """Ask with lambd, without and with twice as much, with these inputs or handles of them."""
    ask = asking(student, BackwardWithRegularization.name)
    # a dictionary that is kept and filled anew may be returned each time
    return tuple(snapshot(ask(X, Y, cache, lambd)) for lambd in (case.lambd, 0.0, 2 * case.lambd))


def _in_two_parts(answers: Mapping[str, Any]) -> Weights:
    """Return the lines of a dW: what is there without lambd, and what lambd adds to it."""
    without = as_dict(answers.get("without"))

    def lines(n: int, dZ: Array, before: Array) -> Iterator[Line]:
        dW, right = f"dW{n}", dZ @ before.T
        if dW in without:
            yield Line(f"{dW}(lambd=0)", without[dW], right)
        with suppress(Unfit):
            whole, plain = (array(run.get(dW), dW) for run in (answers, without))
            if whole.shape == plain.shape:
                yield Line(f"{dW} − {dW}(lambd=0)", whole - plain, None)

    return lines


def _network_case(name: str, rng: np.random.Generator, sizes: Sizes, m: int) -> Case:
    X, net = draw_until(partial(draw_network, rng, sizes, m), lambda drawn: alive(drawn[1]))
    return _case(name, "drawn", rng, X, draw_labels(rng, sizes[3], m), net)


def _exact_zeros(rng: np.random.Generator) -> Case:
    """Draw small integers, so that units sit exactly at the ReLU's corner, where it matters."""
    shapes = {"W1": (5, 3), "W2": (4, 5), "W3": (1, 4), "b1": (5, 1), "b2": (4, 1), "b3": (1, 1)}

    def draw() -> tuple[Array, Array, dict[str, Array]]:
        X = rng.integers(-2, 3, (3, 9)).astype(float)
        parameters = {
            name: rng.integers(-1, 2, shape).astype(float) * (name in WEIGHTS)
            for name, shape in shapes.items()
        }
        return X, draw_labels(rng, 1, 9), forward(X, parameters)

    def matters(drawn: tuple[Array, Array, dict[str, Array]]) -> bool:
        X, Y, net = drawn
        plain = backward_propagation(X, Y, [net[name] for name in PLAIN_CACHE])
        at_corner = [(plain[f"dA{n}"] * (net[f"Z{n}"] == 0)).sum(axis=1) for n in (1, 2)]
        return alive(net) and all(np.abs(error).max() > 0.01 for error in at_corner)

    return _case("exact_zeros", "at_corner", rng, *draw_until(draw, matters))


def _case(
    name: str, asked: str, rng: np.random.Generator, X: Array, Y: Array, net: Mapping[str, Array]
) -> Case:
    lambd, cache = round(float(rng.uniform(0.4, 0.9)), 2), tuple(net[item] for item in PLAIN_CACHE)
    return Case(name, asked=asked, X=X, Y=Y, cache=cache, lambd=lambd)
