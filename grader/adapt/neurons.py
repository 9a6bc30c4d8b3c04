"""The neurons of a network, where each is an object that is handed the rate at every call.

Then a network can be asked in parts: its neurons, and with right neurons in their place its layers.
Where layers or the network draw, or a neuron holds its rate, there are no such parts.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import accumulate
from typing import Any, Literal

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.blueprint import NeuronPlan
from grader.adapt.dropout import Droppable, roles
from grader.adapt.network import Network
from grader.adapt.right import lent
from grader.lessons.spelling import SIGMOID
from grader.remote.value import parameters, plain, recorded, special, type_name, type_of

ALMOST = 1 - 1e-9
"""A rate at which every neuron is off, and nobody divides by 0."""


_FUNCTION = "function"
"""The name of its class."""

_PLAIN = (0.0, 1.0)
"""The unit of a rate that is told as it is."""

_SOME = 0.5
"""A rate for where any will do."""

_LOOKS = 8
"""Calls that tell whether a rate makes a difference."""

How = Literal["graph", "number", "nothing"]
"""What right neurons answer: scalars with their graph, or with their number alone; or their number,
and "nothing" is drawn, so that they are off at a rate of 1 only."""


class Neurons:
    """The neurons of one network, layer by layer."""

    def __init__(
        self,
        networks: Droppable,
        network: Network,
        takes: dict[str, str],
        unit: tuple[float, float] = _PLAIN,
    ) -> None:
        """Find the neurons; `takes` is what one calls the rate: role -> name.

        `unit` is how a rate is told: what stands for 0, and what is added for 1.
        """
        self._networks, self.network, self._unit = networks, network, unit
        self._layers = network.plan.layers
        paths = [list(plan.path) for row in self._layers for plan in row]
        self._all = recorded("follow", network.made, paths)
        scalars, first = networks.scalars, self._layers[0][0]
        self._student = scalars.student
        self._words = {
            "kind": type_of(self._all[0]), "scalar": scalars.kind, "number": scalars.number_name,
            "sig": list(SIGMOID), "weights": _holder(first, "weights"),
            "bias": _holder(first, "bias"), "roles": takes,
            "network_roles": networks.in_call, "watched": self._firsts(),
            "unit": list(unit),
        }  # fmt: skip
        self._program = self._student.beside("neurons")

    def of_another(self, network: Network, networks: Droppable | None = None) -> "Neurons":
        """Return the neurons of another network of the class, or of one that is loaded apart."""
        return Neurons(networks or self._networks, network, self._words["roles"], self._unit)

    def alone(self, layer: int, x: Sequence[float], rate: float, times: int) -> tuple[Any, Any]:
        """Call each neuron of a layer: handles of numbers, calls by neurons; are they scalars."""
        found = self._program["call_each"](self.of_layer(layer), list(x), self._words, rate, times)
        return found[0], found[1]

    def arguments(self, rate: float) -> dict[str, Any]:
        """Return the arguments that tell a neuron the rate, by name."""
        at_0, for_1 = self._unit
        values = {"rate": at_0 + for_1 * rate, "keep": 1 - rate, "training": rate > 0}
        return {name: values[role] for role, name in self._words["roles"].items()}

    def put_back(self) -> None:
        """Put the numbers that the network was made with back into it."""
        if self.network.filled is not None:
            self._networks.scalars.set_numbers(self.network.nodes(), self.network.filled)

    def _firsts(self) -> list[int]:
        """Return the place of the first neuron of each layer."""
        return [0, *accumulate(len(row) for row in self._layers[:-1])]

    def heard(self) -> AbstractContextManager[Any]:
        """For a while, note every call of a neuron.

        What is given tells what was noted so far: see `grader/sandbox/beside/neurons.py`.
        """
        begin = self._program["listen"]
        return self._noting(lambda: begin(self._all, self._words))

    def replaced(self, how: How = "number") -> AbstractContextManager[Any]:
        """For a while, right neurons answer, and their calls are noted as by `heard`."""
        begin = self._program["stand_in"]
        return self._noting(lambda: begin(self._all, self._words, self._right(how)))

    def layers_heard(self) -> AbstractContextManager[Any]:
        """For a while, note every call of a layer, as `heard` does of neurons."""
        paths = [list(row[0].path[:-2]) for row in self._layers]
        layers = recorded("follow", self.network.made, paths)
        found = roles(parameters(special(type_of(layers[0]), "__call__")), skip=2)
        begin = self._program["listen_to_layers"]
        return self._noting(lambda: begin(layers, self._words, found))

    def as_network(self) -> AbstractContextManager[Any]:
        """For a while, a right network of these neurons answers; its calls are noted.

        Of each call the rate, and the numbers that it answered.
        """
        layers = [self.of_layer(n) for n in range(len(self._layers))]
        begin, heard = lent(self._student, "network")["stand_in"], self._program
        rate_of = heard["rate_of_call"](self.network.made, self._words["network_roles"])
        number = heard["number_reader"](self._words["number"])
        right = self._right("graph")
        return self._noting(lambda: begin(self.network.made, layers, right, rate_of, number))

    def _right(self, how: How) -> Any:
        return lent(self._student, "neurons")["neuron"](self._words, how)

    @contextmanager
    def _noting(self, begin: Callable[[], Any]) -> Iterator[Any]:
        found = begin()
        try:
            yield lambda: self._program["noted"](found[0])
            self._student.send()  # what raises here leaves out what follows, but not the end
        finally:
            found[1]()

    def of_layer(self, layer: int) -> Any:
        """Return a handle of the list of neurons of a layer."""
        paths = [list(plan.path) for plan in self._layers[layer]]
        return recorded("follow", self.network.made, paths)


def neurons_of(networks: Droppable, network: Network, x: Sequence[float]) -> Neurons | None:
    """Return the neurons of a network; None where they do nothing with a rate, or take none."""
    found = _taking(networks, network, x)
    return found if found is not None and _drop(found, x) == "drop" else None


def idle_neurons(networks: Droppable, network: Network, x: Sequence[float]) -> Neurons | None:
    """Return neurons that take a rate and stop with an exception, or never do anything with it.

    Others are None; so are those of a network whose layers draw behind their neurons' backs: its
    answers differ from call to call.
    """
    found = _taking(networks, network, x)
    how = "drop" if found is None else _drop(found, x)
    if how == "drop" or (how == "never" and _varies(networks, network, x)):
        return None
    return found


def silent_neurons(networks: Droppable, network: Network, x: Sequence[float]) -> Neurons | None:
    """Return neurons to which no rate makes a difference: what drops is behind their backs."""
    student = networks.scalars.student
    takes = student.remembered("neurons take", lambda: _takes(network))
    if not takes and not _are_objects(network):
        return None
    found = Neurons(networks, network, takes)
    return found if _drop(found, x) == "never" else None


def _taking(networks: Droppable, network: Network, x: Sequence[float]) -> Neurons | None:
    student = networks.scalars.student
    takes = student.remembered("neurons take", lambda: _takes(network))
    if not takes:
        return None
    found = Neurons(networks, network, takes)
    unit = student.remembered("neurons' unit", lambda: _unit(networks, found, takes, x))
    return found if unit == _PLAIN else Neurons(networks, network, takes, unit)


def _unit(
    networks: Droppable, neurons: Neurons, takes: dict[str, str], x: Sequence[float]
) -> tuple[float, float]:
    """Tell in which unit the neurons are told a rate: layers may hand on what is kept, or percent.

    It is asked of those that are not on at 0 and off at 1; in their layers' unit they have to be.
    """
    if {*takes} != {"rate"} or _obey(neurons, x):
        return _PLAIN
    network, student = neurons.network, networks.scalars.student

    def told(rate: float) -> Any:
        with neurons.heard() as noted:
            networks.ask(network, x, rate)
            return plain(noted())

    found = attempted(student, lambda: [told(rate) for rate in (0.0, _SOME)])
    if isinstance(found, str):
        return _PLAIN
    at_0, at_some = (float(np.reshape(one, (-1, 7))[0, 1]) if len(one) else 0.0 for one in found)
    unit = (at_0, (at_some - at_0) / _SOME)
    is_one = bool(np.isfinite(unit).all()) and unit[1] != 0
    return unit if is_one and _obey(Neurons(networks, network, takes, unit), x) else _PLAIN


def _obey(neurons: Neurons, x: Sequence[float]) -> bool:
    """Tell whether the neurons of the first layer are on at rate 0, and give 0 at 1."""
    student = neurons.network.scalars.student
    found = attempted(
        student, lambda: [neurons.alone(0, x, rate, _LOOKS)[0] for rate in (0.0, ALMOST)]
    )
    if isinstance(found, str):
        return False
    on, off = (np.asarray(one) for one in found)
    return bool((on != 0).all() and (off == 0).all())


def parts_of(networks: Droppable, network: Network) -> Neurons | None:
    """Return the neurons of a network that is handed the rate; None where it is not.

    In the place of a network that is a function no other can answer.
    """
    plans = [plan for row in network.plan.layers for plan in row]
    if not takes_a_rate(networks) or not plans or not all(map(_is_plain, plans)):
        return None
    if type_name(network.made) == _FUNCTION:
        return None
    return Neurons(networks, network, {})


def takes_a_rate(networks: Droppable) -> bool:
    """Tell whether a call of the network is handed the rate."""
    return not {"rate", "keep"}.isdisjoint(networks.in_call)


def _takes(network: Network) -> dict[str, str]:
    """Return what a neuron calls the rate; nothing where there is no such argument."""
    if not _are_objects(network):
        return {}
    first = recorded("follow", network.made, [list(network.plan.layers[0][0].path)])[0]
    found = roles(parameters(special(type_of(first), "__call__")), skip=2)
    return found if {"rate", "keep"} & found.keys() else {}


def _are_objects(network: Network) -> bool:
    """Tell whether all neurons are objects of one class that hold scalars."""
    plans = [plan for row in network.plan.layers for plan in row]
    if not plans or not all(map(_is_plain, plans)):
        return False
    objects = recorded("follow", network.made, [list(plan.path) for plan in plans])
    found = plain(recorded("areall", objects, type_of(objects[0])))
    return bool(found == [True] * len(plans))


def _drop(neurons: Neurons, x: Sequence[float]) -> str:
    """Tell whether a rate makes any difference to any neuron of the first layer.

    That is "drop" or "never"; or asking them "stops".
    """
    student = neurons.network.scalars.student

    def ask() -> Any:
        return [neurons.alone(0, x, rate, _LOOKS)[0] for rate in (0.0, 0.5, ALMOST)]

    def find_out() -> str:
        found = attempted(student, ask)
        if not isinstance(found, list) or not all(isinstance(one, np.ndarray) for one in found):
            return "stops"
        usual, *others = found
        differ = any(one.shape != usual.shape or not (one == usual).all() for one in others)
        return "drop" if differ else "never"

    return str(student.remembered("neurons drop", find_out))


def _varies(networks: Droppable, network: Network, x: Sequence[float]) -> bool:
    """Tell whether a network's answers at a rate differ, from each other or from those at 0."""
    student = networks.scalars.student

    def answers(rate: float) -> Any:
        name = networks.scalars.number_name
        return student.repeated(
            _LOOKS, lambda: recorded("numbers", networks.ask(network, x, rate), name)
        )

    found = attempted(student, lambda: [answers(rate) for rate in (0.0, 0.5)])
    return isinstance(found, str) or not (np.array(found) == np.array(found[0][0])).all()


def _is_plain(plan: NeuronPlan) -> bool:
    """Tell whether a neuron holds scalars: a list of weights, and a bias."""
    spots = [spot for spot in plan.spots if spot]
    at = len(plan.path)
    return (
        plan.bias is not None
        and all(spot.is_scalar for spot in spots)
        and len(plan.bias.path) == at + 1
        and all(len(s.path) == at + 2 and type(s.path[-1]) is int for s in plan.weights)
    )


def _holder(plan: NeuronPlan, part: str) -> str:
    spot = plan.bias if part == "bias" else plan.weights[0]
    return str(spot.path[len(plan.path)]) if spot else ""
