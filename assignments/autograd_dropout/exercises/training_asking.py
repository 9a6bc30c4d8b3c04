"""Trains with and without dropout as `treinar` is judged by it: epochs, seeds, rates, networks.

Where a right network cannot stand in for one that cannot be asked, a small model does.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from grader.adapt.asking import attempted, tried
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.adapt.stand_in import StandIn
from grader.adapt.training import Data, Trained, given, slope, squared_error, train
from grader.exercise import Case
from grader.lessons import lasting
from grader.lessons.lasting import Course
from grader.lessons.scalar_mlp import as_arrays, flat, gradient
from grader.measure.rows import along, row, same
from grader.remote.value import plain

from . import asking, epochs, glance
from .trainee import Trainee

_MANY = 25
"""Epochs after which the loss must have fallen."""


def may_train(networks: Droppable, case: Case) -> bool:
    """Tell whether an epoch without dropout goes down; and whether two with dropout differ."""
    if not goes_down(case, glance.trained(networks, case, 0.0, 1)):
        return False
    if case.asked == "plain":
        return True
    one, other = (glance.trained(networks, case, case.rate, seed) for seed in (1, 2))
    return not same(one, other)


def without(student: Any, networks: Droppable, case: Case) -> dict[str, Any]:
    """Train an epoch and two without dropout, one from where one ends, one at twice the rate."""
    trainee = Trainee(student, networks, case)
    usual = None if trainee.is_replaced else attempted(student, lambda: _whole(networks, case))
    stopped_ = usual if isinstance(usual, str) else None

    def made(numbers_: Any) -> Network:
        if stopped_ is None:
            return trainee.made(numbers_)
        found = StandIn(networks.scalars, case.features)
        found.fill(numbers_)
        return found

    def trained(number: int, numbers_: Any, times: int = 1) -> Trained:
        network = made(numbers_)
        return trainee.train(network, rate=0.0, epochs=number, step=times * case.step).trained

    start, one = made(case.layers), trained(1, case.layers)
    middle = plain(one.network.numbers())
    two = trained(2, case.layers)
    reached = [start, made(middle), made(plain(two.network.numbers()))]
    found = {
        "start": start.flat(),
        "one": one.network.flat(),
        "two": two.network.flat(),
        "again": attempted(student, lambda: trained(1, middle).network.flat()),
        "slope": _slope(trainee, networks, start, case),
        "losses": stopped_ or _errors(trainee, networks, reached, case),
    }
    if not one.rates:  # of a loop that has its own rate no other can be asked
        found["doubled"] = attempted(student, lambda: trained(1, case.layers, 2).network.flat())
    if student.source_of("treinar") is None and two.series:
        found["series"] = [list(one) for one in two.series]
    return found


def lasts(student: Any, networks: Droppable, case: Case) -> dict[str, str]:
    """Tell whether training without dropout goes on as it begins."""

    def end(course: Course, epochs: int) -> Any:
        def trained() -> Any:
            made = networks.at(0.0, case.features, case.sizes, course.layers)
            data = Data(course.x, course.y)
            asked = given(made, data, epochs=epochs, rate=course.rate, dropout=0.0)
            return train(student, made, asked).network.flat()

        return row(attempted(student, trained), lasting.FEATURES + 1)

    return {"lasts": lasting.told(end, case.inputs)}


def by_itself(trainee: Trainee, case: Case) -> str:
    """Tell whether the class of scalars trains as it is, with nothing mended."""
    start = flat(as_arrays(case.layers))
    found = attempted(
        trainee.student,
        lambda: trainee.trained(case.layers, rate=0.0, epochs=1, step=case.step).network.flat(),
    )
    end = row(found, len(start))
    return "stopped" if end is None else "stays" if same(end, start) else "moves"


def _whole(networks: Droppable, case: Case) -> None:
    """Raise unless a network answers without dropout, twice alike."""
    made = networks.at(0.0, case.features, case.sizes, case.layers)
    one, other = plain([asking.numbers(networks, made, case.x[0], 0.0) for _ in range(2)])
    if one.tolist() != other.tolist():
        raise ValueError


def with_dropout(student: Any, networks: Droppable, case: Case) -> dict[str, Any]:
    """Train for an epoch under two seeds, and for many; and where nothing is left to chance."""
    trainee = Trainee(student, networks, case)

    def reached(seed: int, on: Case = case, rate: float = case.rate) -> Any:
        student.seed(seed)
        done = trainee.trained(case.layers, rate=rate, epochs=1, step=case.step, on=on)
        return done.network.flat()

    longer = epochs.twice(case)
    end = trainee.trained(case.layers, rate=case.rate, epochs=_MANY, step=case.step).network
    numbers_ = (case.layers, plain(end.numbers()))
    unmasked = [networks.plain(case.features, case.sizes, one) for one in numbers_]
    found = {
        "one_seed": attempted(student, lambda: reached(1, longer)),
        "another": attempted(student, lambda: reached(2, longer)),
        "without": _without_dropout(
            case, lambda on: attempted(student, lambda: reached(1, on, 0.0))
        ),
        "errors": _errors(trainee, networks, unmasked, case),
        "epochs": epochs.drawn(trainee, longer),
        "shared": epochs.shared(trainee, case),
    }
    more = {
        "step at rest": epochs.step_at_rest(trainee, case),
        "hands on": epochs.hands_on(trainee, case),
    }
    return {**found, **{key: one for key, one in more.items() if one is not None}}


def _without_dropout(case: Case, reached: Callable[[Case], Any]) -> list[Any]:
    """Train for an epoch without dropout: again, and on other data, unless it simply goes down."""
    one = reached(case)
    if goes_down(case, one):
        return [one]
    data = {"x": [[1.5 * v - 0.4 for v in row] for row in case.x], "y": [v + 0.5 for v in case.y]}
    return [one, reached(case), reached(Case(case.name, **{**case.inputs, **data}))]


def _slope(trainee: Trainee, networks: Droppable, made: Network, case: Case) -> Any:
    with trainee.answering(made):
        data = Data(case.x, case.y)
        return plain(tried(trainee.student, lambda: slope(made, _ask(networks, made), data)))


def _ask(networks: Droppable, made: Network) -> Any:
    return lambda x: networks.ask(made, x, 0.0)[0]


def _errors(trainee: Trainee, networks: Droppable, several: Sequence[Network], case: Case) -> Any:
    """Return the error of each network's predictions as a row, or an exception's name."""
    found = []
    for made in several:
        with trainee.answering(made):
            data, ask = Data(case.x, case.y), _ask(networks, made)
            error = partial(squared_error, made, ask, data)
            found.append(plain(tried(trainee.student, error)))
    named = [one for one in found if isinstance(one, str)]
    return named[0] if named else np.array(found)


def goes_down(case: Case, one: Any) -> bool:
    """Tell whether an epoch led along the true slope of the lesson's own network."""
    start, slope = true_slope(case)
    end = row(one, len(start))
    return end is not None and along(start - end, slope)


@lru_cache(maxsize=64)
def true_slope(case: Case) -> tuple[Any, Any]:
    """Return a network's numbers, and the slope of its error by each, without dropout."""
    layers = as_arrays(case.layers)
    return flat(layers), flat(gradient(layers, np.asarray(case.x), np.asarray(case.y)))
