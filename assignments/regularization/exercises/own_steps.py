"""`model`, held to the student's own functions: the third iteration is one more step with them.

Agreement alone is no work: what they return has to be this network's, right or nearly so
(`resembling.py`).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from grader.check.values import Unfit
from grader.claim import Answer, Claims, claim
from grader.exercise import Case
from grader.lessons.relu_network import NAMES, PLAIN_CACHE, Parameters, forward
from grader.lessons.trained import alike
from grader.remote.value import is_remote, plain, snapshot

from .asking import gradients, pair
from .judging import as_dict
from .resembling import is_dropout, is_step_of
from .training import read

NO_CHANCE = 1e-12
"""A keep probability so small that no unit is ever kept: dropout without chance."""


class Steps(Answer):
    """Three iterations of training, beside two and a step by the student's own functions."""

    @property
    def first(self) -> Mapping[str, Any]:
        return as_dict(self.values.get("first", self.values))

    @property
    def decides(self) -> Mapping[str, Any]:
        """Return the run that tells; where draws cannot be seeded, the one without chance."""
        again = as_dict(self.get("again"))
        if not again or alike(self.first.get("step"), again.get("step")):
            return self.first
        return as_dict(self.get("no_chance"))

    @property
    def resembles(self) -> bool:
        return self.first.get("resembles") is True


class OwnSteps(Claims):
    """Judged by whether the step uses the student's own functions, which must be such."""

    reads: ClassVar[type[Answer]] = Steps

    @claim("model.l2", item="agreement", part="l2", rests_on="resembles", on="l2")
    def l2(self, got: Steps) -> bool:
        return _is_next(got.decides)

    @claim("model.dropout", item="agreement", part="dropout", rests_on="resembles", on="dropout")
    def dropout(self, got: Steps) -> bool:
        return _is_next(got.decides)


def with_l2(student: Any, case: Case) -> dict[str, Any]:
    """Train for three iterations, and for two with the third by the student's gradients."""
    runs = _two_and_three(student, case, case.lambd, 1)
    p = _network(runs["two"], case)
    if p is None:
        return runs
    mine = student.hold(p)
    net = {**forward(case.X, p), **{name: mine[name] for name in NAMES}}
    cache = tuple(net[name] for name in PLAIN_CACHE)
    found = student.backward_propagation_with_regularization(case.X, case.Y, cache, case.lambd)
    found, after = plain((found, mine))
    grads = gradients(found)
    with np.errstate(all="ignore"):
        is_own = is_step_of(grads, case.X, case.Y, p, case.lambd)
    return {**runs, "step": _step(case, p, after, grads), "resembles": is_own}


def with_dropout(student: Any, case: Case) -> dict[str, Any]:
    """Do the same with dropout; where the two differ, see whether that is a matter of chance."""
    found = {"first": _with_dropout(student, case, case.keep_prob)}
    if not _is_next(found["first"]):
        found["again"] = _with_dropout(student, case, case.keep_prob)
        found["no_chance"] = _with_dropout(student, case, NO_CHANCE)
    return found


def _with_dropout(student: Any, case: Case, keep_prob: float) -> dict[str, Any]:
    runs = _two_and_three(student, case, 0, keep_prob)
    p = _network(runs["two"], case)
    if p is None:
        return runs
    # the random streams stand where the third iteration finds them
    mine = student.hold(p)
    there = student.forward_propagation_with_dropout(case.X, mine, keep_prob)
    passed = snapshot(there)
    found = student.backward_propagation_with_dropout(case.X, case.Y, there[1], keep_prob)
    there, found, after = plain((passed, found, mine))
    (A3, cache), grads = pair(there), gradients(found)
    with np.errstate(all="ignore"):
        is_own = is_dropout(A3, cache, grads, case.X, case.Y, p, keep_prob)
    return {**runs, "step": _step(case, p, after, grads), "resembles": is_own}


def _two_and_three(student: Any, case: Case, lambd: float, keep_prob: float) -> dict[str, Any]:
    found = {}
    for name, times in (("three", 3), ("two", 2)):
        student.seed(case.inputs.get("seed", 0))
        found[name] = student.model(
            case.X, case.Y, case.learning_rate, times, False, lambd, keep_prob
        )
    answers: dict[str, Any] = plain(found)
    return answers


def _network(value: Any, case: Case) -> Parameters | None:
    try:
        return read(value, case)
    except Unfit:
        return None


def _step(
    case: Case, before: Parameters, after: Any, grads: Mapping[str, Any]
) -> Parameters | None:
    """Take one step; a pass back that writes into the parameters does so in training too.

    None where gradients are no numbers. Raises KeyError, ValueError.
    """
    start = _network(after, case) or before
    if any(is_remote(grads.get(f"d{name}")) for name in NAMES):
        return None
    moves = {name: np.broadcast_to(grads[f"d{name}"], start[name].shape) for name in NAMES}
    return {name: start[name] - case.learning_rate * moves[name] for name in NAMES}


def _is_next(run: Mapping[str, Any]) -> bool:
    """Tell whether the third iteration is one more step with the student's own functions."""
    three, two, step = (run.get(key) for key in ("three", "two", "step"))
    return alike(three, step) and not alike(three, two)
