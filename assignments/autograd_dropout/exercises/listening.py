"""Neurons are listened to, or asked alone: which are off, and what they hand on."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.neurons import takes_a_rate
from grader.exercise import Case
from grader.lessons.scalar_mlp import as_arrays
from grader.remote.value import plain

from . import arrival, asking, neurons
from .read_masks import SHARING, Parts, Read, Stopped, come_from_neurons, in_order

LOOKS = 8
"""Calls of each network that tell whether the rate is handed on."""


_BETWEEN = (0.15, 0.4, 0.6)
"""Rates between those that are asked for."""


class State(StrEnum):
    """How the rate that a network is asked at comes to its hidden neurons."""

    HANDED = "handed"
    """Each is called once in every call: those of a layer at the rate, or all of them at 0."""
    ONE_OTHER = "one other"
    """All are called at one other rate: what they take may be something else, as it is theirs."""
    OTHERWISE = "otherwise"
    """Some are called at other rates."""
    AGAIN = "again"
    """Some are not called once in every call."""
    NOT_HERE = "not here"
    """They are called at no rate, and where the network is asked at another one they are."""
    BEHIND = "behind"
    """They are called at no rate: dropout is drawn behind their backs, or not at all."""
    STOPPED = "stopped"
    APART = "apart"
    """What the network answers is not what its last neurons do."""


class Listening:
    """Asks networks, and listens to their neurons."""

    def __init__(self, networks: Droppable, case: Case, parts: Parts) -> None:
        self._networks, self._case, self._parts = networks, case, parts
        self._noted: dict[int, Any] = {}
        self._answered: dict[int, Any] = {}
        self._layers = [as_arrays(asking.layers(case, place)) for place in range(SHARING)]
        self._usual = asking.usual_values(parts[0, case.rate], case)

    def state(self) -> State:
        """Tell how the rate comes to the neurons, where the network is asked at the case's."""
        try:
            tables = [self._calls(place, self._case.rate, LOOKS) for place in range(SHARING)]
        except Stopped:
            return State.STOPPED
        hidden = sum(self._case.sizes[:2])
        for place in range(SHARING):
            if not come_from_neurons(self._answered[place], self._noted[place], hidden):
                return State.APART
        called = np.concatenate([noted[noted[:, 0] < hidden, 1] for noted in self._noted.values()])
        if not (called > 0).any():
            return State.NOT_HERE if self._is_handed_one() else State.BEHIND
        if any(table is None for table in tables):
            return State.AGAIN
        rates = np.concatenate(tables)[:, :, 0]
        layers = np.split(rates, [self._case.sizes[0]], axis=1)
        at_rate = [bool(np.isclose(layer, self._case.rate).all()) for layer in layers]
        if any(at_rate) and all(
            is_at or not layer.any() for is_at, layer in zip(at_rate, layers, strict=True)
        ):
            return State.HANDED
        return State.ONE_OTHER if (rates == rates[0, 0]).all() else State.OTHERWISE

    def _is_handed_one(self) -> bool:
        """Tell whether neurons are called at a rate where the network is asked at another."""
        if not takes_a_rate(self._networks):
            return False  # made at its rate
        parts, x = self._parts[0, self._case.rate], self._case.x[0]

        def called() -> Any:
            with parts.heard() as noted:
                for rate in _BETWEEN:
                    asking.numbers(self._networks, parts.network, x, rate)
                return plain(noted())

        found = attempted(self._networks.scalars.student, called)
        if isinstance(found, str):
            return False
        return bool((np.reshape(found, (-1, arrival.COLUMNS))[:, 1] > 0).any())

    def ask(self, place: int, rate: float, times: int) -> list[Read] | None:
        """Ask one of the networks: its layers, as the neurons are heard and as they arrive."""
        table = self._calls(place, rate, times)
        sizes = self._case.sizes[:2]
        arrived = arrival.by_layers(self._noted[place], times, sizes)
        if table is None:
            return None if arrived is None else [Read(one.kept, "zero", "none") for one in arrived]
        numbers = np.split(table[:, :, 1], [sizes[0]], axis=1)
        found = neurons.read_both(numbers, self._case.x[0], self._layers[place], rate, self._usual)
        if found is None:
            return None
        scalars = np.split(table[:, :, 2] == 1, [sizes[0]], axis=1)
        told = [
            Read(one.kept, one.off, one.scale, bool(is_scalar[~one.kept].all()))
            for one, is_scalar in zip(found, scalars, strict=True)
        ]
        if arrived is None:
            return told
        return [_at_the_next(*each, rate) for each in zip(told, arrived, numbers, strict=True)]

    def _calls(self, place: int, rate: float, times: int) -> Any:
        """Return calls by hidden neurons: rate, number, is it a scalar; None where some lack."""
        case, student = self._case, self._networks.scalars.student
        parts = self._parts[place, rate]
        put_back, _ = asking.restoring(parts.network)

        def once() -> Any:
            put_back()
            return asking.numbers(self._networks, parts.network, case.x[0], rate)

        def some() -> Any:
            with parts.heard() as noted:
                return student.repeated(times, once), noted()

        found = attempted(student, some)
        if isinstance(found, str):
            raise Stopped(found)
        try:
            self._answered[place] = np.array(found[0], dtype=float).reshape(times, -1)
            self._noted[place] = np.asarray(found[1], dtype=float).reshape(-1, arrival.COLUMNS)
        except (TypeError, ValueError):
            raise Stopped("ValueError") from None
        return _by_neurons(self._noted[place], times, sum(case.sizes[:2]))


def _by_neurons(table: Any, times: int, hidden: int) -> Any:
    """Arrange what was heard as calls by hidden neurons; None unless each was called once."""
    table = table[table[:, 0] < hidden]
    if len(table) != times * hidden:
        return None
    calls = in_order(table.reshape(times, hidden, arrival.COLUMNS))
    is_once = (calls[:, :, 0] == np.arange(hidden)).all()
    return calls[:, :, [1, 3, 4]] if is_once else None


def _at_the_next(one: Read, arrived: arrival.Arrived, numbers: Any, rate: float) -> Read:
    """Return a layer as the next one is given it: without what was dropped, or scaled, after it."""
    times = arrival.times_on_the_way(arrived, numbers)
    scale = arrival.scale_at_the_next(one.scale, times, rate)
    return replace(one, masks=one.masks & arrived.kept, scale=scale)


class Alone:
    """Asks neurons that no layer hands the rate to."""

    def __init__(self, networks: Droppable, case: Case, parts: Parts) -> None:
        self._student = networks.scalars.student
        self._case, self._parts = case, parts

    def ask(self, place: int, rate: float, times: int) -> list[Read] | None:
        """Ask the first layer of one of the networks."""
        x, layer = self._case.x[0], as_arrays(self._case.layers)[0]
        told = attempted(self._student, lambda: self._parts[place, rate].alone(0, x, rate, times))
        if isinstance(told, str):
            raise Stopped(told)
        numbers, are_scalars = told
        usual = asking.usual_values(self._parts[place, rate], self._case)
        given = np.tile(x, (times, 1))
        one = neurons.read(np.asarray(numbers), given, layer, rate, by_zero=True, usual=usual)
        if one is None:
            return None
        return [Read(one.kept, one.off, one.scale, bool(are_scalars))]
