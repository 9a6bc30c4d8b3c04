"""`model`, held to the student's own functions: an iteration is one more step with them.

The third is, and one much later with other numbers: what holds for the first iterations alone, or
for large numbers alone, is seen there. Of what size the step is, is another item's matter; where
training stands still, the calls tell that it uses them. Agreement alone is no work: what they
return has to be this network's, right or nearly so (`resembling.py`).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from grader.claim import Answer, Claims, claim
from grader.exercise import TOLD, Case
from grader.lessons.relu_network import NAMES, PLAIN_CACHE, Parameters, draw_parameters, forward
from grader.lessons.trained import alike
from grader.measure.compare import agree
from grader.measure.rows import table
from grader.measure.values import Unfit, array
from grader.remote.value import is_remote, plain, snapshot

from .asking import asking, gradients, pair, parameters
from .judging import is_multiple
from .resembling import is_dropout, is_step_of
from .training import read

PARAMETERS = "parameters"
"""What training should return, in a word."""
EARLY = 3
"""Iterations after which a slip that is there from the beginning is seen."""
L2 = ("backward_propagation_with_regularization",)
DROPOUT = ("forward_propagation_with_dropout", "backward_propagation_with_dropout")
NO_CHANCE = 1e-12
"""A keep probability so small that no unit is ever kept: dropout without chance."""


class Step(Answer):
    """Some iterations of training, beside one less and a step by the student's own functions."""

    @property
    def first(self) -> Mapping[str, Any]:
        return table(self.get("first"))

    @property
    def decides(self) -> Mapping[str, Any]:
        """Return the run that tells; where draws cannot be seeded, the one without chance."""
        again = table(self.get("again"))
        if not again or alike(self.first.get("step"), again.get("step")):
            return self.first
        return table(self.get("no_chance"))

    @property
    def steps_so(self) -> bool:
        """Tell whether a step goes along the gradients of the student's own functions."""
        return _is_next(self.decides) or _is_along(self.decides)

    @property
    def stands_still(self) -> bool:
        """Tell whether parameters that do not change, or none at all, show nothing of steps.

        Without chance only the last bias moves, and where half of the labels are 1 not even that.
        """
        after, before = (_network(self.decides.get(key), self.case) for key in ("after", "before"))
        return after is None or before is None or alike(after, before)

    @property
    def calls_them(self) -> bool:
        return self.first.get("calls") is True

    @property
    def resembles(self) -> bool:
        return self.first.get("resembles") is True

    @property
    def uses_them(self) -> bool:
        return self.steps_so or (self.stands_still and self.calls_them)

    @property
    def goes_on(self) -> bool:
        """Tell the same of a late one: the best parameters so far are not the last ones."""
        return self.uses_them or self.decides.get("each") is True


class Steps(Answer):
    """An early iteration and a late one, each as a `Step`."""

    def __init__(self, case: Case, values: Mapping[str, Any], want: Any) -> None:
        super().__init__(case, values, want)
        self.early, self.late = (Step(case, table(self.get(n)), want) for n in ("early", "late"))

    @property
    def resembles(self) -> bool:
        return self.early.resembles

    @property
    def uses_them(self) -> bool:
        return self.early.uses_them and self.late.goes_on


class OwnSteps(Claims):
    """Judged by whether the step uses the student's own functions, which must be such."""

    reads: ClassVar[type[Answer]] = Steps

    @claim("model.l2", item="agreement", part="l2", rests_on="resembles", on="l2")
    def l2(self, got: Steps) -> bool:
        return got.uses_them

    @claim("model.dropout", item="agreement", part="dropout", rests_on="resembles", on="dropout")
    def dropout(self, got: Steps) -> bool:
        return got.uses_them


def draw_l2(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a lambd that shows early, and a smaller one for a late iteration."""
    late = round(float(rng.uniform(0.2, 0.5)), 2)
    return {"lambd": round(float(rng.uniform(3, 6)), 2), "late": _late(rng), "late_lambd": late}


def draw_dropout(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a keep probability near 1, another for a late iteration, and a seed."""
    keep_prob, number = round(float(rng.uniform(0.92, 0.97)), 2), int(rng.integers(1 << 31))
    late = round(float(rng.uniform(0.62, 0.72)), 2)
    return {"keep_prob": keep_prob, "seed": number, "late": _late(rng), "late_keep_prob": late}


def _late(rng: np.random.Generator) -> int:
    """Draw an even number: the early one is odd, and every other iteration may be another.

    Training that a wrong gradient leads astray is not beyond counting by then.
    """
    return 2 * int(rng.integers(8, 11))


def with_l2(student: Any, case: Case) -> dict[str, Any]:
    """Train to an early iteration and to a late one, each beside the student's own gradients."""
    early = _with_l2(student, case, EARLY, case.lambd)
    if early["kind"] != PARAMETERS:  # nothing that a late iteration would tell more of
        return _together(case, {"first": early}, {"first": early})
    late = _with_l2(student, case, case.late, case.late_lambd)
    return _together(case, {"first": early}, {"first": late})


def _with_l2(student: Any, case: Case, times: int, lambd: float) -> dict[str, Any]:
    runs = _one_more(student, case, times, lambd, 1, L2)
    p = _network_or_any(runs["before"], case)
    mine = student.hold(p)
    with np.errstate(all="ignore"):
        net = {**forward(case.X, p), **{name: mine[name] for name in NAMES}}
    cache = tuple(net[name] for name in PLAIN_CACHE)
    found = asking(student, L2[0])(case.X, case.Y, cache, lambd)
    found, after = plain((found, mine))
    grads = gradients(found)
    with np.errstate(all="ignore"):
        is_own = is_step_of(grads, case.X, case.Y, p, lambd)
    return {**runs, "step": _step(case, p, after, grads), "resembles": is_own}


def with_dropout(student: Any, case: Case) -> dict[str, Any]:
    """Do the same with dropout."""
    early = _asked_again(student, case, EARLY, case.keep_prob)
    if early["first"]["kind"] != PARAMETERS:
        return _together(case, early, early)
    return _together(case, early, _asked_again(student, case, case.late, case.late_keep_prob))


def _together(case: Case, early: dict[str, Any], late: dict[str, Any]) -> dict[str, Any]:
    """Return both iterations; where the late one stands is the matter of whatever led there."""
    told = {"early": early, "late": Step(case, late, None).goes_on}
    return {"early": early, "late": late, TOLD: told}


def _asked_again(student: Any, case: Case, times: int, keep_prob: float) -> dict[str, Any]:
    """Train with dropout; where the two differ, see whether that is a matter of chance."""
    found = {"first": _with_dropout(student, case, times, keep_prob)}
    if not _is_next(found["first"]):
        found["again"] = _with_dropout(student, case, times, keep_prob)
        found["no_chance"] = _with_dropout(student, case, times, NO_CHANCE)
    return found


def _with_dropout(student: Any, case: Case, times: int, keep_prob: float) -> dict[str, Any]:
    runs = _one_more(student, case, times, 0, keep_prob, DROPOUT)
    p = _network_or_any(runs["before"], case)
    # the random streams stand where the last iteration finds them
    mine = student.hold(p)
    there = asking(student, DROPOUT[0])(case.X, mine, keep_prob)
    passed = snapshot(there)
    found = asking(student, DROPOUT[1])(case.X, case.Y, there[1], keep_prob)
    there, found, after = plain((passed, found, mine))
    (A3, cache), grads = pair(there), gradients(found)
    with np.errstate(all="ignore"):
        is_own = is_dropout(A3, cache, grads, case.X, case.Y, p, keep_prob)
    return {**runs, "step": _step(case, p, after, grads), "resembles": is_own}


def _one_more(
    student: Any, case: Case, times: int, lambd: float, keep_prob: float, uses: tuple[str, ...]
) -> dict[str, Any]:
    """Train for some iterations and for one less, and listen to the calls of what is to be used."""
    own, train = [getattr(student, name) for name in uses], asking(student, "model")
    name, number = ("lambd", lambd) if uses == L2 else ("keep_prob", keep_prob)
    listening = student.beside("listen")["listen"](student.model, own, name)
    found = {}
    for key, number_of in (("after", times), ("before", times - 1)):
        student.seed(case.inputs.get("seed", 0))
        found[key] = train(case.X, case.Y, case.learning_rate, number_of, False, lambd, keep_prob)
    heard = snapshot(listening[0])
    listening[1]()
    found, heard = plain((found, heard))
    found = {key: parameters(one) for key, one in found.items()}
    kind = kind_of(found["before"])
    # of what is none no more is kept than that: it may be large
    found = {key: one if kind_of(one) == PARAMETERS else "none" for key, one in found.items()}
    calls = [tuple(one) for one in heard if isinstance(one, list)]
    # all of them, each time with the number that training was given
    calls_them = {*calls} == {(place, number) for place in range(len(uses))}
    is_each = calls_them and len(calls) == len(uses) * (2 * times - 1)
    return {**found, "kind": kind, "calls": calls_them, "each": is_each}


def kind_of(value: Any) -> str:
    """Tell in a word what training returned."""
    if not isinstance(value, dict):
        return "nothing" if value is None else "something"
    return PARAMETERS if value.keys() >= {*NAMES} else "a dictionary"


def _network(value: Any, case: Case) -> Parameters | None:
    try:
        return read(value, case)
    except Unfit:
        return None


def _network_or_any(value: Any, case: Case) -> Parameters:
    """Return the network that training came to, or another where that one tells nothing."""
    p = _network(value, case)
    if p is not None and np.ptp(p["W1"], axis=0).any():  # of units that are alike, all is alike
        return p
    return draw_parameters(np.random.default_rng(0), (len(case.X), 20, 3, 1))


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
    """Tell whether the last iteration is one more step with the student's own functions."""
    after, before, step = (run.get(key) for key in ("after", "before", "step"))
    return alike(after, step) and not alike(after, before)


def _is_along(run: Mapping[str, Any]) -> bool:
    """Tell whether each parameter that moved went along its own gradient, all at one rate."""
    try:
        after, before, step = map(_numbers, map(table, map(run.get, ("after", "before", "step"))))
    except Unfit:
        return False
    if any(p[n].shape != before[n].shape for p in (after, step) for n in NAMES):
        return False
    moved, own = ({n: p[n] - before[n] for n in NAMES} for p in (after, step))
    moves = [n for n in NAMES if not agree(after[n], before[n]).all()]
    if not all(is_multiple(moved[n], own[n]) for n in moves):
        return False
    rates = [float((moved[n] * own[n]).sum() / np.square(own[n]).sum()) for n in moves]
    return all(agree(rate, rates[0]) for rate in rates) and any(own[n].size > 1 for n in moves)


def _numbers(parameters: Mapping[str, Any]) -> Parameters:
    """Return parameters as numbers. Raises Unfit."""
    return {name: array(parameters.get(name), name) for name in NAMES}
