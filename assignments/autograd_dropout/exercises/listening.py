"""Neurons are listened to, or asked alone: which are off, and what they hand on."""

from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.exercise import Case
from grader.lessons.scalar_mlp import as_arrays

from . import asking, neurons
from .read_masks import SHARING, Parts, Read, Stopped, come_from_neurons, in_order

LOOKS = 8
"""Calls of each network that tell whether the rate is handed on."""


class Listening:
    """Asks networks, and listens to their neurons."""

    def __init__(self, networks: Droppable, case: Case, parts: Parts) -> None:
        self._networks, self._case, self._parts = networks, case, parts
        self._noted: dict[int, Any] = {}
        self._answered: dict[int, Any] = {}
        self._layers = [as_arrays(asking.layers(case, place)) for place in range(SHARING)]

    def state(self) -> str:
        """Tell whether the rate is "handed" on, or dropout is drawn "behind" the neurons' backs.

        It is handed on where in every call each hidden neuron is called once, at the rate or always
        at 0. What the network answers must be what its last neurons do: else they stand "apart"
        from it.
        """
        try:
            tables = [self._calls(place, self._case.rate, LOOKS) for place in range(SHARING)]
        except Stopped:
            return "apart"
        hidden = sum(self._case.sizes[:2])
        for place in range(SHARING):
            if not come_from_neurons(self._answered[place], self._noted[place], hidden):
                return "apart"
        if any(table is None for table in tables):
            return "behind"
        found = np.concatenate(tables)
        rates = found[:, :, 0]
        is_rate, is_none = np.isclose(rates, self._case.rate), rates == 0
        if not is_rate.any() or not (is_rate.all(axis=0) | is_none.all(axis=0)).all():
            return "behind"
        return "handed"

    def ask(self, place: int, rate: float, times: int) -> list[Read] | None:
        """Ask one of the networks; the layers that were handed the rate."""
        table = self._calls(place, rate, times)
        if table is None:
            return None
        sizes = self._case.sizes[:2]
        numbers = np.split(table[:, :, 1], [sizes[0]], axis=1)
        layers = self._layers[place]
        found = neurons.read_both(numbers, self._case.x[0], layers, rate)
        if found is None:
            return None
        scalars = np.split(table[:, :, 2] == 1, [sizes[0]], axis=1)
        return [
            Read(one.kept, one.off, one.scale, bool(is_scalar[~one.kept].all()))
            for one, is_scalar in zip(found, scalars, strict=True)
        ]

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
            self._noted[place] = np.asarray(found[1], dtype=float).reshape(-1, 5)
        except (TypeError, ValueError):
            raise Stopped("ValueError") from None
        return _by_neurons(self._noted[place], times, sum(case.sizes[:2]))


def _by_neurons(table: Any, times: int, hidden: int) -> Any:
    """Arrange what was heard as calls by hidden neurons; None unless each was called once."""
    if not isinstance(table, np.ndarray) or table.ndim != 2 or table.shape[1] != 5:
        return None
    table = table[table[:, 0] < hidden]
    if len(table) != times * hidden:
        return None
    calls = in_order(table.reshape(times, hidden, 5))
    is_once = (calls[:, :, 0] == np.arange(hidden)).all()
    return calls[:, :, [1, 3, 4]] if is_once else None


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
        given = np.tile(x, (times, 1))
        one = neurons.read(np.asarray(numbers), given, layer, rate, by_zero=True)
        if one is None:
            return None
        return [Read(one.kept, one.off, one.scale, bool(are_scalars))]
