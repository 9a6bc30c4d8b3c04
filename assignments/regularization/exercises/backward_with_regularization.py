"""`backward_propagation_with_regularization`: what the penalty adds to each dW.

What is asked, and which values are the reference's, stands in `assignment.toml`.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

import testCases

from grader.claim import Answer, Said, claim, said
from grader.declared.exercise import TABLE, Declared
from grader.exercise import Case, Line
from grader.lessons.relu_network import PLAIN_CACHE, WEIGHTS
from grader.measure.compare import agree
from grader.measure.rows import table
from grader.measure.values import Array, Unfit, array

from .asking import named
from .gradient_lines import Weights, backward_lines
from .judging import factors_of
from .own_cost import OwnCost
from .resembling import LINES, is_gradient


class Gradients(Answer):
    """The gradients with lambd, and some of those without it and with ten times as much."""

    @cached_property
    def is_gradient(self) -> bool:
        """Tell whether anything without lambd is the gradient that something is added to."""
        without = {line: self.get(f"without_{line}") for line in LINES}
        return is_gradient(without, self.case.X, self.case.Y, self.case.cache)


class BackwardWithRegularization(Declared, OwnCost):
    """Judged on a right cache, by what lambd changes beside the gradients themselves."""

    name = "backward_propagation_with_regularization"
    shown = ("dW1", "dW2", "dW3")
    upstream = ("compute_cost_with_regularization",)
    reads = Gradients

    def examples(self) -> Iterator[Case]:
        X, Y, cache = testCases.backward_propagation_with_regularization_test_case()
        yield Case("lesson", X=X, Y=Y, cache=cache, lambd=0.7)

    @claim("l2.direction", item="direction", parts=WEIGHTS, rests_on="is_gradient", on=TABLE)
    def direction(self, got: Gradients, name: str) -> Said:
        W = named(PLAIN_CACHE, got.case.cache)[name]
        keys = (f"without_d{name}", f"d{name}", f"tenfold_d{name}")
        without, once, tenfold = (got.array(key, W.shape, f"d{name}") for key in keys)
        added = once - without
        multiple = (added * W).sum() / (W * W).sum()
        along = agree(added, multiple * W).all() and agree(tenfold - without, 10 * added).all()
        return said(multiple > 1e-9 and along, name=name)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        given = {**named(PLAIN_CACHE, case.cache), "A0": case.X}
        answers = table(got)
        weights = _in_two_parts(answers)
        yield from backward_lines(answers, given, case.Y, lambda n, dA: dA, weights)

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)


def _in_two_parts(answers: Mapping[str, Any]) -> Weights:
    """Return the lines of a dW: what is there without lambd, and what lambd adds to it."""

    def lines(n: int, dZ: Array, before: Array) -> Iterator[Line]:
        dW, without = f"dW{n}", answers.get(f"without_dW{n}")
        yield Line(f"{dW}(lambd=0)", without, dZ @ before.T)
        with suppress(Unfit):
            whole, plain = array(answers.get(dW), dW), array(without, dW)
            if whole.shape == plain.shape:
                yield Line(f"{dW} − {dW}(lambd=0)", whole - plain, None)

    return lines
