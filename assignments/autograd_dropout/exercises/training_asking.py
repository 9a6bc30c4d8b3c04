"""Trains with and without dropout as `treinar` is judged by it: epochs, seeds, rates, networks.

Where a right network cannot stand in for one that cannot be asked, a small model does.
"""

from collections.abc import Callable, Sequence
from functools import partial
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
from grader.lessons.scalar_mlp import as_arrays, flat
from grader.measure.rows import along, row, same
from grader.remote.value import plain

from . import asking, epochs, glance
from .trainee import Trainee, true_slope

_CLEARLY = 0.95
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
    if not goes_down(case, row(plain(one.network.flat()), true_slope(case)[0].size)):
        trainee.count()
        one = trained(1, case.layers) if trainee.more else one
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
    if trainee.more:
        found["more epochs"] = trainee.more
    if not one.rates:  # of a loop that has its own rate no other can be asked
        found["doubled"] = attempted(student, lambda: trained(1, case.layers, 2).network.flat())
    if student.source_of("treinar") is None and two.series:
        found["series"] = [list(one) for one in two.series]
        if two.of_scalars:
            found["of scalars"] = True
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

    def plainly(on: Case) -> Any:
        return attempted(student, lambda: reached(1, on, 0.0))

    without_ = _without_dropout(case, plainly)
    if len(without_) > 1:
        trainee.count()
        without_ = _without_dropout(case, plainly) if trainee.more else without_
    student.seed(asking.seed_of(case))
    longer = epochs.twice(case)
    found = {
        "one_seed": attempted(student, lambda: reached(1, longer)),
        "another": attempted(student, lambda: reached(2, longer)),
        "without": without_,
        "errors": _before_and_after(trainee, networks, case),
        "epochs": epochs.drawn(trainee, longer),
        "shared": epochs.shared(trainee, case),
    }
    more = {
        "step at rest": epochs.step_at_rest(trainee, case),
        "hands on": epochs.hands_on(trainee, case),
    }
    return {**found, **{key: one for key, one in more.items() if one is not None}}


def _before_and_after(trainee: Trainee, networks: Droppable, case: Case) -> Any:
    """Return the error of the predictions before many epochs with dropout and after them.

    Of a training that takes one step only, whatever it is asked for: after as many trainings.
    """

    def trained(made: Network, number: int) -> Network:
        done = trainee.train(made, rate=case.rate, epochs=number, step=case.step)
        return done.network

    def errors(end: Network) -> Any:
        numbers_ = (case.layers, plain(end.numbers()))
        unmasked = [networks.plain(case.features, case.sizes, one) for one in numbers_]
        return _errors(trainee, networks, unmasked, case)

    start = [trainee.made(case.layers, case.rate) for _ in range(2)]
    found = errors(trained(start[0], _MANY))
    if isinstance(found, str) or falls(found) or not _takes_one_step(trainee, case):
        return found
    end = start[1]
    for _ in range(_MANY):
        end = trained(end, 1)
    return errors(end)


def _takes_one_step(trainee: Trainee, case: Case) -> bool:
    """Tell whether two epochs without dropout lead where one leads, and that is elsewhere."""

    def end(number: int) -> Any:
        done = trainee.trained(case.layers, rate=0.0, epochs=number, step=case.step)
        return plain(done.network.flat())

    ends = attempted(trainee.student, lambda: [end(1), end(2)])
    if isinstance(ends, str):
        return False
    return same(ends[0], ends[1]) and goes_down(case, ends[0])


def falls(errors: Any) -> bool:
    """Tell whether the second of two errors is clearly smaller."""
    return bool(errors[1] < _CLEARLY * errors[0])


def _without_dropout(case: Case, reached: Callable[[Case], Any]) -> list[Any]:
    """Train for an epoch without dropout: again, and on other data, unless it simply goes down.

    The other data are others altogether, then only in what is asked for, then only in the inputs.
    """
    one = reached(case)
    if goes_down(case, one):
        return [one]
    one = reached(case)  # the first of all looks at its network, which may draw
    x, y = [[1.5 * v - 0.4 for v in row] for row in case.x], [v + 0.5 for v in case.y]
    others: list[dict[str, Any]] = [{"x": x, "y": y}, {"y": y}, {"x": x}]
    return [
        one, reached(case),
        *(reached(Case(case.name, **{**case.inputs, **data})) for data in others),
    ]  # fmt: skip


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
