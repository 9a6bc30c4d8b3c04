"""`backward_propagation_with_regularization`: what the penalty adds to each dW."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
import testCases
from reg_utils import backward_propagation

from grader.check.compare import agree, close, refused, states
from grader.check.values import Array, Unfit, array
from grader.exercise import Case, Exercise, Line
from grader.lessons.relu_network import (
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
from grader.model import Finding
from grader.remote.value import plain, snapshot

from . import own_cost
from .asking import changed, gradients, named
from .gradient_lines import Weights, backward_lines
from .judging import as_dict, as_gradients, factors_of, unchanged
from .resembling import is_gradient


class BackwardWithRegularization(Exercise):
    """Judged on a right cache, by what lambd changes and by the gradients themselves."""

    name = "backward_propagation_with_regularization"
    meant = ("square", "exact_zeros")
    shown = ("dW1", "dW2", "dW3")
    upstream = ("compute_cost_with_regularization",)

    def examples(self) -> Iterator[Case]:
        X, Y, cache = testCases.backward_propagation_with_regularization_test_case()
        yield Case("lesson", X=X, Y=Y, cache=cache, lambd=0.7)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _network_case("different_sizes", rng, *draw_sizes(rng))
        n = int(rng.integers(3, 6))
        yield _network_case("square", rng, (n, n, n, n), n)
        yield _exact_zeros(rng)

    def own_cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield own_cost.draw_case(rng)

    def lint(self, case: Case) -> Iterator[str]:
        given = dict(zip(PLAIN_CACHE, case.cache, strict=True))
        for name in disagreements(case.X, given):
            yield f"{name} in the cache is not what a forward pass gives"

    def run(self, student: Any, case: Case) -> Any:
        if case.name == own_cost.NAME:
            return own_cost.run(student, case)
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

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        if case.name == own_cost.NAME:
            yield from own_cost.check(case, got)
            return
        answers = as_gradients(got)
        at_zero = case.name == "exact_zeros"
        given = dict(zip(PLAIN_CACHE, case.cache, strict=True))
        without, right_without = as_dict(answers.get("without")), want["without"]
        with np.errstate(all="ignore"):
            is_plain = at_zero or is_gradient(without, case.X, case.Y, case.cache)
        for W in WEIGHTS:
            dW = f"d{W}"
            if at_zero:  # only the ReLU's corner is new here
                yield close(without.get(dW), right_without[dW], item="rest", what=dW)
                continue
            yield _direction(answers, given[W], W, is_plain)
            for some, right in ((answers, want), (without, right_without)):
                yield close(some.get(dW), right[dW], item="gradient", what=dW, part=W)
        for db in ("db1", "db2", "db3"):
            yield close(answers.get(db), want[db], item="rest", what=db)
        yield unchanged(answers, "rest", ("X", "Y", *PLAIN_CACHE))

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        given = {**dict(zip(PLAIN_CACHE, case.cache, strict=True)), "A0": case.X}
        answers = as_dict(got)
        with np.errstate(all="ignore"):
            weights = _in_two_parts(answers)
            found = list(backward_lines(answers, given, case.Y, lambda n, dA: dA, weights))
        yield from found

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)


def _asked(student: Any, case: Case, X: Any, Y: Any, cache: Any) -> tuple[Any, ...]:
    """Ask with lambd, without and with twice as much, with these inputs or handles of them."""
    ask = student.backward_propagation_with_regularization
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


def _direction(answers: Mapping[str, Any], W: Array, name: str, is_plain: bool) -> Finding:
    """Judge that lambd adds a positive multiple of W, and 2 lambd twice as much, to a gradient."""
    runs = (as_dict(answers.get("without")), answers, as_dict(answers.get("twice")))
    try:
        without, once, twice = (array(run.get(f"d{name}"), f"d{name}", W.shape) for run in runs)
    except Unfit as unfit:
        return refused(unfit, item="direction", part=name)
    with np.errstate(all="ignore"):
        added = once - without
        multiple = (added * W).sum() / (W * W).sum()
        along = agree(added, multiple * W).all() and agree(twice - without, 2 * added).all()
    ok = multiple > 1e-9 and along
    key = "l2.direction" if is_plain or not ok else "l2.no_gradient"
    return states(ok and is_plain, key, item="direction", part=name, name=name)


def _network_case(name: str, rng: np.random.Generator, sizes: Sizes, m: int) -> Case:
    X, net = draw_until(partial(draw_network, rng, sizes, m), lambda drawn: alive(drawn[1]))
    return _case(name, rng, X, draw_labels(rng, sizes[3], m), net)


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

    return _case("exact_zeros", rng, *draw_until(draw, matters))


def _case(
    name: str, rng: np.random.Generator, X: Array, Y: Array, net: Mapping[str, Array]
) -> Case:
    lambd = round(float(rng.uniform(0.4, 0.9)), 2)
    return Case(name, X=X, Y=Y, cache=tuple(net[item] for item in PLAIN_CACHE), lambd=lambd)
