"""Training goes down the gradient: its first step, and where such steps lead."""

from collections.abc import Iterator, Mapping
from typing import Any

from reg_utils import backward_propagation, forward_propagation

from grader.check.compare import agree, states
from grader.check.values import Unfit
from grader.exercise import Case
from grader.lessons.relu_network import NAMES, Parameters
from grader.lessons.trained import accuracy, cost, parameters
from grader.model import Finding, Text

from .judging import is_multiple, numbers

_WIDEST = 200
"""Units of a hidden layer; the lesson's has 20."""

Rates = dict[str, float]


def check(case: Case, answers: Mapping[str, Any], want: Any) -> Iterator[Finding]:
    """Judge training without regularization, which needs no function of the student's but this."""
    one, two, many = (read(answers.get(key), case) for key in ("one", "two", "many"))
    X, Y = case.X, case.Y
    rates = _rates(one, two, case)
    wrong = [n for n in NAMES if n not in rates or not agree(rates[n], case.learning_rate)]
    yield states(not wrong, "model.gradient", item="gradient", names=", ".join(wrong))

    # the public example's end is printed in the lesson; the hidden ones tell who got there
    if case.name != "lesson" and not _leads_to(one, rates, many, case):
        yield states(False, "model.unled", item="falls")
        yield states(False, "model.unled", item="accuracy")
        return
    first, last = cost(parameters(want["one"]), X, Y), cost(parameters(want["many"]), X, Y)
    start, end = cost(one, X, Y), cost(many, X, Y)
    falls = cost(two, X, Y) < start and end <= start - (first - last) / 2
    yield states(falls, "model.falls", item="falls", detail=numbers(last, end))

    right = accuracy(parameters(want["many"]), case.test_X, case.test_Y)
    reached = accuracy(many, case.test_X, case.test_Y)
    yield states(
        reached >= right - 0.05, "model.accuracy",
        item="accuracy", detail=numbers(right, reached),
    )  # fmt: skip


def _rates(before: Parameters, after: Parameters, case: Case) -> Rates:
    """Return the rate at which each parameter went against its gradient, where it did just that.

    Of parameters that have no gradient, standing still proves nothing.
    """
    slopes, found = _gradients(before, case), {}
    for name in NAMES:
        slope = slopes[f"d{name}"]
        if after[name].shape != slope.shape or not slope.any():
            continue
        moved = before[name] - after[name]
        if not moved.any():
            found[name] = 0.0
        elif is_multiple(moved, slope):
            found[name] = float((moved * slope).sum() / (slope * slope).sum())
    return found


def _leads_to(one: Parameters, rates: Rates, many: Parameters, case: Case) -> bool:
    """Tell whether the parameters after many iterations are where such steps lead."""
    if rates.keys() != {*NAMES} or not any(rates.values()):
        return False
    p = dict(one)
    for _ in range(case.iterations - 1):
        slopes = _gradients(p, case)
        p = {name: p[name] - rates[name] * slopes[f"d{name}"] for name in NAMES}
    return all(
        many[name].shape == p[name].shape and bool(agree(many[name], p[name]).all())
        for name in NAMES
    )


def _gradients(p: Parameters, case: Case) -> Parameters:
    _A3, cache = forward_propagation(case.X, p)
    found: Parameters = backward_propagation(case.X, case.Y, cache)
    return found


def read(value: Any, case: Case) -> Parameters:
    """Return parameters of a network for these data, no larger than it need be. Raises Unfit."""
    p = parameters(value)
    if p["W1"].shape[1] != len(case.X) or len(p["W3"]) != len(case.Y) or _width(p) > _WIDEST:
        raise Unfit(Text("shape_differs", {"what": "W1, W2, W3"}))
    return p


def _width(p: Parameters) -> int:
    return max(len(p["W1"]), len(p["W2"]))
