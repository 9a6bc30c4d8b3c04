"""Training goes down the gradient: its first step, and where such steps lead."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from reg_utils import backward_propagation, forward_propagation

from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case
from grader.lessons.relu_network import NAMES, Parameters
from grader.lessons.trained import accuracy, alike, cost, parameters
from grader.measure.compare import agree
from grader.measure.values import Array, Unfit
from grader.model import Text

from .judging import is_multiple, numbers

_WIDEST = 200
"""Units of a hidden layer; the lesson's has 20."""

WAYS = ("printed", "training")
"""Of asking; how the public example ends is printed in the lesson, so that proves nothing."""


class Trained(Answer):
    """Parameters after one, two and many iterations, of networks for these data."""

    def __init__(self, case: Case, values: Mapping[str, Any], want: Any) -> None:
        super().__init__(case, values, want)
        runs = ("start", "one", "two", "many")
        self.start, self.one, self.two, self.many = (read(self.get(n), case) for n in runs)

    @cached_property
    def rates(self) -> dict[str, float]:
        """Return the rate at which each parameter went against its gradient, if it did just that.

        Of parameters that have no gradient, standing still proves nothing.
        """
        slopes, found = gradients(self.one, self.case.X, self.case.Y), {}
        for name in NAMES:
            slope = slopes[f"d{name}"]
            if self.two[name].shape != slope.shape or not slope.any():
                continue
            moved = self.one[name] - self.two[name]
            if not moved.any():
                found[name] = 0.0
            elif is_multiple(moved, slope):
                found[name] = float((moved * slope).sum() / (slope * slope).sum())
        return found

    @property
    def led_astray(self) -> list[str]:
        """Name the parameters that did not go against their gradient, or not at the rate given."""
        rate = self.case.learning_rate
        return [n for n in NAMES if n not in self.rates or not agree(self.rates[n], rate)]

    @property
    def is_descent(self) -> bool:
        """Tell whether every parameter went against its gradient, at the rate that was given."""
        return not self.led_astray

    @property
    def is_one_step(self) -> bool:
        """Tell whether one iteration leads a step from where training began, and no further."""
        slopes = gradients(self.start, self.case.X, self.case.Y)
        rate = self.case.learning_rate
        return alike(self.one, {n: self.start[n] - rate * slopes[f"d{n}"] for n in NAMES})

    @cached_property
    def ended(self) -> int | None:
        """After how many steps such steps lead where training ended; None where never."""
        if self.rates.keys() != {*NAMES} or not any(self.rates.values()):
            return None
        p, found = dict(self.one), None
        for n in range(1, self.case.iterations + 1):
            found = n if alike(self.many, p) else found
            slopes = gradients(p, self.case.X, self.case.Y)
            p = {name: p[name] - self.rates[name] * slopes[f"d{name}"] for name in NAMES}
        return found

    @cached_property
    def led(self) -> bool:
        """Tell whether the parameters after many iterations are where steps down lead.

        Such as the second, if as few; or of other sizes: then the last one is such a step.
        """
        return self.case.asked == "printed" or self.ended is not None or self._goes_down_at_the_end

    @property
    def _goes_down_at_the_end(self) -> bool:
        if self.get("before") is None:
            return False
        try:
            before = read(self.get("before"), self.case)
        except Unfit:
            return False
        slopes = gradients(before, self.case.X, self.case.Y)
        if any(before[name].shape != self.many[name].shape for name in NAMES):
            return False
        steps = [(before[name] - self.many[name], slopes[f"d{name}"]) for name in NAMES]
        return all(
            is_multiple(step, slope) and float((step * slope).sum()) > 0
            for step, slope in steps
            if slope.any()
        )


class Training(Claims):
    """Judged by what no other function of the student's is needed for."""

    reads: ClassVar[type[Answer]] = Trained

    @claim("model.gradient", item="gradient", on=WAYS)
    def gradient(self, got: Trained) -> Said:
        return said(got.is_descent, names=", ".join(got.led_astray))

    @claim("model.falls", item="falls", rests_on="led", later="model.unled", on=WAYS)
    def falls(self, got: Trained) -> Said:
        # steps that are right lead as far as they do: other sizes, and other starts, take longer
        X, Y = got.case.X, got.case.Y
        first, last = (cost(parameters(got.want[n]), X, Y) for n in ("one", "many"))
        start, then, end = (cost(p, X, Y) for p in (got.one, got.two, got.many))
        far = got.is_descent or end <= start - (first - last) / 2
        return said(then < start and end < start and far, detail=numbers(last, end))

    @claim("model.counts", item="falls", rests_on="gradient", later=None, on=WAYS)
    def counts(self, got: Trained) -> bool:
        return got.is_one_step

    @claim("model.ends", item="falls", on=WAYS)
    def ends_there(self, got: Trained) -> bool:
        return got.case.asked == "printed" or got.ended is None or got.ended == got.case.iterations

    @claim("model.accuracy", item="accuracy", rests_on="led", later="model.unled", on=WAYS)
    def accuracy(self, got: Trained) -> Said:
        X, Y = got.case.test_X, got.case.test_Y
        right, reached = (accuracy(p, X, Y) for p in (parameters(got.want["many"]), got.many))
        guessed = max(float(Y.mean()), 1 - float(Y.mean()))
        is_enough = reached >= (right + guessed) / 2
        if got.is_descent and not is_enough:  # as far as such steps lead in so many iterations
            return Said(True, message=Text("model.slow"))
        return said(is_enough, detail=numbers(right, reached))


def gradients(p: Parameters, X: Array, Y: Array) -> Parameters:
    """Return the gradients of the plain network on these data."""
    with np.errstate(all="ignore"):
        _A3, cache = forward_propagation(X, p)
        found: Parameters = backward_propagation(X, Y, cache)
    return found


def read(value: Any, case: Case) -> Parameters:
    """Return parameters of a network for these data, no larger than it need be. Raises Unfit."""
    p = parameters(value)
    if p["W1"].shape[1] != len(case.X) or len(p["W3"]) != len(case.Y) or _width(p) > _WIDEST:
        raise Unfit(Text("shape_differs", {"what": "W1, W2, W3"}))
    return p


def _width(p: Parameters) -> int:
    return max(len(p["W1"]), len(p["W2"]))
