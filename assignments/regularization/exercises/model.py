"""`model`: training, with the functions that lambd and keep_prob call for."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import testCases
from reg_utils import backward_propagation, draw_field

from grader.check.compare import states
from grader.check.network import NAMES, PLAIN_CACHE, Parameters, forward
from grader.check.training import accuracy, alike, cost, is_parameters, off_the_slope, parameters
from grader.check.values import Unfit, mapping
from grader.exercise import Case, Exercise, Line, Picture
from grader.model import Finding

from .asking import copied, seed
from .judging import as_dict, factors_of, numbers

_WIDEST = 200
NO_CHANCE = 1e-12
"""A keep probability so small that no unit is ever kept: dropout without chance."""


class Model(Exercise):
    """Judged by its steps: along the gradient, and as the student's own functions would take them.

    A wrong function is paid for in its own exercise; here it is enough that it is called.
    """

    name = "model"
    shown = ("costs",)
    asked_twice = False
    upstream = (
        "backward_propagation_with_regularization",
        "forward_propagation_with_dropout",
        "backward_propagation_with_dropout",
    )

    def examples(self) -> Iterator[Case]:
        X, Y = testCases.model_test_case()
        yield Case("lesson", X=X, Y=Y, test_X=X, test_Y=Y, learning_rate=0.5, iterations=40)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        (X, Y), (test_X, test_Y) = draw_field(rng, 200), draw_field(rng, 200)
        given = {"X": X, "Y": Y, "learning_rate": round(float(rng.uniform(0.7, 0.9)), 2)}
        yield Case("field", **given, test_X=test_X, test_Y=test_Y, iterations=120)
        yield Case("field_with_l2", **given, lambd=round(float(rng.uniform(3, 6)), 2))
        keep_prob, number = round(float(rng.uniform(0.7, 0.9)), 2), int(rng.integers(1 << 31))
        yield Case("field_with_dropout", **given, keep_prob=keep_prob, seed=number)

    def run(self, student: Any, case: Case) -> Any:
        if "lambd" in case.inputs:
            return _third_step(student, case, case.lambd, 1)
        if "keep_prob" in case.inputs:
            return {
                "first": _third_step(student, case, 0, case.keep_prob),
                "again": _third_step(student, case, 0, case.keep_prob),
                "no_chance": _third_step(student, case, 0, NO_CHANCE),
            }
        counts = {"one": 1, "two": 2, "many": case.iterations}
        found = {name: _train(student, case, n, 0, 1) for name, n in counts.items()}
        trained = [p for p in found.values() if is_parameters(p)]
        return {**found, "costs": [cost(p, case.X, case.Y) for p in trained]}

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "model", ())
        if "lambd" in case.inputs:
            yield states(_agrees(answers), "model.l2", item="agreement", part="l2")
        elif "keep_prob" in case.inputs:
            ok = _agrees(_repeatable(answers))
            yield states(ok, "model.dropout", item="agreement", part="dropout")
        else:
            with np.errstate(all="ignore"):
                findings = list(_plain(case, answers, want))
            yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        with suppress(Unfit), np.errstate(all="ignore"):
            yield from list(_step_lines(case, as_dict(got)))

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case) | {"learning_rate": case.learning_rate}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("costs", "curve", as_dict(got).get("costs"))


def _step_lines(case: Case, answers: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what one iteration takes from each parameter. Raises Unfit."""
    answers = as_dict(answers["first"]) if "first" in answers else answers
    names = ("one", "two", "many") if "many" in answers else ("two", "three", "step")
    before, after, right = (parameters(answers.get(name)) for name in names)
    if any(_shapes(run) != _shapes(before) for run in (after, right)) or not _fits(before, case):
        return
    if "many" in answers:
        net = forward(case.X, before)
        cache = [net[name] for name in PLAIN_CACHE]
        gradients = backward_propagation(case.X, case.Y, cache)
        right = {n: before[n] - case.learning_rate * gradients[f"d{n}"] for n in NAMES}
    for n in ("W3", "b3", "W2", "b2", "W1", "b1"):
        yield Line(f"learning_rate · d{n}", before[n] - after[n], before[n] - right[n])


def _shapes(p: Parameters) -> list[tuple[int, ...]]:
    return [p[name].shape for name in NAMES]


def _fits(p: Parameters, case: Case) -> bool:
    """Tell whether a network takes this lesson's inputs, and is no larger than it need be."""
    return p["W1"].shape[1] == len(case.X) and max(len(p["W1"]), len(p["W2"])) <= _WIDEST


def _plain(case: Case, answers: Mapping[str, Any], want: Any) -> Iterator[Finding]:
    """Judge training without regularization, which needs no function of the student's but this."""
    one, two, many = (parameters(answers.get(key)) for key in ("one", "two", "many"))
    X, Y = case.X, case.Y
    wrong = ", ".join(off_the_slope(one, two, case.learning_rate, X, Y))
    yield states(not wrong, "model.gradient", item="gradient", names=wrong)

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


def _agrees(run: Mapping[str, Any]) -> bool:
    """Tell whether the third iteration is one more step with the student's own functions."""
    three, two, step = (run.get(key) for key in ("three", "two", "step"))
    return alike(three, step) and not alike(three, two)


def _repeatable(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the run with dropout, or the one without chance where draws cannot be seeded."""
    first, again, no_chance = (as_dict(answers.get(k)) for k in ("first", "again", "no_chance"))
    return first if alike(first.get("step"), again.get("step")) else no_chance


def _train(student: Any, case: Case, iterations: int, lambd: float, keep_prob: float) -> Any:
    X, Y = case.X.copy(), case.Y.copy()
    return student.model(X, Y, case.learning_rate, iterations, False, lambd, keep_prob)


def _third_step(student: Any, case: Case, lambd: float, keep_prob: float) -> dict[str, Any]:
    """Train for three iterations, and for two with the third taken here."""
    number = case.inputs.get("seed", 0)
    seed(number)
    three = _train(student, case, 3, lambd, keep_prob)
    seed(number)
    two = _train(student, case, 2, lambd, keep_prob)
    if not is_parameters(two):
        return {"three": three, "two": two}
    # the random streams stand where the third iteration finds them
    return {"three": three, "two": two, "step": _step(student, case, two, lambd, keep_prob)}


def _step(
    student: Any, case: Case, before: Parameters, lambd: float, keep_prob: float
) -> Parameters:
    """Take one step with the student's own functions, from these parameters."""
    X, Y, p = case.X.copy(), case.Y.copy(), copied(before)
    if keep_prob < 1:
        _, cache = student.forward_propagation_with_dropout(X, p, keep_prob)
        grads = student.backward_propagation_with_dropout(X, Y, cache, keep_prob)
    else:
        net = forward(X, p)
        cache = tuple(net[name] for name in PLAIN_CACHE)
        grads = student.backward_propagation_with_regularization(X, Y, cache, lambd)
    return {name: p[name] - case.learning_rate * grads[f"d{name}"] for name in NAMES}
