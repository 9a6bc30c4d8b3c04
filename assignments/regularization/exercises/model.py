"""`model`: training, with the functions that lambd and keep_prob call for."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import testCases
from reg_utils import (
    backward_propagation,
    compute_cost,
    draw_field,
    forward_propagation,
    initialize_parameters,
    update_parameters,
)

from grader.claim import Answer
from grader.exercise import Case, Line, Picture
from grader.lessons.relu_network import NAMES, PLAIN_CACHE, Parameters, draw_until, forward
from grader.lessons.trained import cost
from grader.measure.rows import table
from grader.measure.values import Unfit, mapping
from grader.remote.value import is_remote, plain

from . import own_steps, to_the_end, training
from .asking import asking, parameters
from .judging import factors_of
from .own_steps import OwnSteps, Steps
from .to_the_end import LONG, ToTheEnd, course
from .training import WAYS, Trained, Training

_ITERATIONS = 40
_STANDING, _SEED = 1e-12, 0
"""A learning rate at which nothing moves, so that it shows where training began."""


class Model(Training, OwnSteps, ToTheEnd):
    """Judged by its steps: along the gradient, and as the student's own functions would take them.

    A wrong function is paid for in its own exercise; here it is enough that it is called.
    """

    name = "model"
    shown = ("costs",)
    advice = ("model.slow",)
    asked_twice = False
    upstream = (
        "compute_cost_with_regularization",
        "backward_propagation_with_regularization",
        "forward_propagation_with_dropout",
        "backward_propagation_with_dropout",
    )

    def examples(self) -> Iterator[Case]:
        X, Y = testCases.model_test_case()
        given = {"X": X, "Y": Y, "test_X": X, "test_Y": Y, "learning_rate": 0.5}
        yield Case("lesson", asked="printed", **given, iterations=_ITERATIONS)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        given, test = draw_until(lambda: _fields(rng), lambda drawn: _goes_down(**drawn[0]))
        yield Case("field", asked="training", **given, **test, iterations=_ITERATIONS)
        # before what calls functions of other exercises: after what never ends no case is asked
        yield to_the_end.draw_case(rng)
        yield Case("field_with_l2", asked="l2", **given, **own_steps.draw_l2(rng))
        yield Case("field_with_dropout", asked="dropout", **given, **own_steps.draw_dropout(rng))

    def run(self, student: Any, case: Case) -> Any:
        if case.asked == "l2":
            return own_steps.with_l2(student, case)
        if case.asked == "dropout":
            return own_steps.with_dropout(student, case)
        if case.asked == LONG:
            return to_the_end.run(student, case)
        ask, rate, found = asking(student, self.name), case.learning_rate, {}
        counts = {"one": 1, "two": 2, "many": case.iterations}
        runs = {"start": (_STANDING, 1), **{name: (rate, n) for name, n in counts.items()}}
        for name, (step, times) in runs.items():
            student.seed(_SEED)
            found[name] = ask(case.X, case.Y, step, times, False, 0, 1)
        found = {name: parameters(one) for name, one in plain(found).items()}
        if case.asked == "training" and _is_led_otherwise(case, found):
            student.seed(_SEED)
            before = ask(case.X, case.Y, rate, case.iterations - 1, False, 0, 1)
            found["before"] = parameters(plain(before))
        trained = [found[name] for name in counts]
        kind = own_steps.kind_of(found["one"])
        return {**found, "kind": kind, "costs": list(_costs(trained, case))}

    def read(self, case: Case, got: Any, want: Any) -> Answer:
        answers = mapping(got, self.name, ())
        if case.asked == LONG:
            return course(case, answers, want)
        reads = Trained if case.asked in WAYS else Steps
        return reads(case, answers, want)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from _step_lines(case, table(got))

    def factors(self, case: Case) -> Mapping[str, float]:
        if case.asked == LONG:  # each of its courses has a rate of its own
            return factors_of(case)
        return {**factors_of(case), "learning_rate": case.learning_rate}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("costs", "curve", table(got).get("costs"))


def _is_led_otherwise(case: Case, found: Mapping[str, Any]) -> bool:
    """Tell whether training is where steps like the second one do not lead."""
    if any(map(is_remote, found.values())):  # no dictionaries: nothing of them can be read here
        return False
    try:
        return not Trained(case, found, None).led
    except Unfit:
        return False


def _fields(rng: np.random.Generator) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw a field and a learning rate to train with, and another field."""
    (X, Y), (test_X, test_Y) = draw_field(rng, 200), draw_field(rng, 200)
    given = {"X": X, "Y": Y, "learning_rate": round(float(rng.uniform(0.7, 0.9)), 2)}
    return given, {"test_X": test_X, "test_Y": test_Y}


def _goes_down(X: Any, Y: Any, learning_rate: float) -> bool:
    """Tell whether the lesson's own network ends lower: in one field of 700 it steps too far."""
    state = np.random.get_state()  # the lesson's start sets the seed
    p = initialize_parameters([2, 20, 3, 1])
    np.random.set_state(state)
    costs = []
    for _ in range(_ITERATIONS + 1):
        A3, cache = forward_propagation(X, p)
        costs.append(compute_cost(A3, Y))
        p = update_parameters(p, backward_propagation(X, Y, cache), learning_rate)
    _, one, two, *_, end = costs
    return bool(two < one and end < one)


def _costs(trained: Iterable[Any], case: Case) -> Iterator[Any]:
    """Yield the cost with each of the parameters, of those that can be read."""
    for value in trained:
        if is_remote(value):
            continue
        with suppress(Unfit), np.errstate(all="ignore"):
            yield cost(training.read(value, case), case.X, case.Y)


def _step_lines(case: Case, answers: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what one iteration takes from each parameter. Raises Unfit."""
    answers = table(table(answers["early"]).get("first")) if "early" in answers else answers
    names = ("one", "two", "many") if "many" in answers else ("before", "after", "step")
    before, after, right = (training.read(answers.get(name), case) for name in names)
    if any(_shapes(run) != _shapes(before) for run in (after, right)):
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
