"""A network with dropout, wherever its design puts the rate.

The lesson hands the rate over at each call. Others give it to the constructor, with or without a
flag or an attribute that says whether the network is training; some speak of the probability to
keep, some take a rate for each layer. All of them can be asked for an answer at a rate.
"""

from collections.abc import Sequence
from typing import Any

from grader.adapt.asking import attempted
from grader.adapt.network import Layers, Network, Row
from grader.adapt.scalar import Scalars
from grader.lessons.spelling import DROP, DROP_EACH, KEEP, TRAINING
from grader.measure.rows import UNRUN
from grader.remote.value import Parameter, is_class, parameters, recorded, special

_SOME = 0.5
"""A rate for where any will do."""
_SMALLEST = (1, [1, 1])
"""Inputs and sizes of a network for where any will do."""
_SELF = Parameter("self", "POSITIONAL_OR_KEYWORD", is_required=True)


class Droppable:
    """A class of networks with dropout: made at a rate, asked at a rate."""

    def __init__(self, scalars: Scalars, make: Any) -> None:
        self.scalars = scalars
        self._make = make
        self._known: dict[tuple[int, ...], Network] = {}
        self.in_call = self._told("__call__", skip=2)
        """The arguments of a call that concern dropout: role -> name."""
        self._in_constructor = self._told("__init__", skip=3)

    def _told(self, name: str, *, skip: int) -> dict[str, str]:
        """Return which arguments of a method of the network's concern dropout."""

        def find_out() -> dict[str, str]:
            return roles(self._signature(name), skip=skip)

        found: dict[str, str] = self.scalars.student.remembered(f"dropout in {name}", find_out)
        return found

    def _signature(self, name: str) -> list[Parameter]:
        """Return a method's parameters, with `self`; of a function that makes networks as well."""
        if is_class(self._make):
            return parameters(special(self._make, name)) or []
        own = self._make if name == "__init__" else self._make(*_SMALLEST)
        return [_SELF, *(parameters(own) or [])]

    def at(self, rate: float, inputs: int, sizes: Sequence[int], numbers: Layers) -> Network:
        """Make a network with these numbers that trains at this rate."""
        named = self._arguments(self._in_constructor, rate, len(sizes), training=True)
        made = self._make(inputs, list(sizes), **named)
        like = self._known.get(tuple(sizes))
        network = Network(self.scalars, made, like, known_as=str([inputs, *sizes]))
        self._known[tuple(sizes)] = network
        network.fill(numbers)
        self._set(network, rate, training=True)
        return network

    def plain(self, inputs: int, sizes: Sequence[int], numbers: Layers) -> Network:
        """Make a network with these numbers that is to predict, without dropout.

        Where it can be told to predict, it was made to drop.
        """
        return self.at(_SOME if self._predicts else 0.0, inputs, sizes, numbers)

    def ask(self, network: Network, x: Row, rate: float) -> Any:
        """Return a handle of the list of outputs at a rate, which for 0 is a prediction."""
        if not self.in_call:
            self._set(network, rate, training=rate > 0)
        return network(x, **self._in_a_call(network, rate))

    def look(self, network: Network, x: Row, rate: float) -> None:
        """Ask once, unless one like it was, to see whether a single output comes in a list."""
        if network.is_listing is not None:
            return
        if not self.in_call:
            self._set(network, rate, training=rate > 0)
        network.look(x, **self._in_a_call(network, rate))

    def unrun(self) -> str:
        """Return what a network answers, where that has yet to be run; else nothing."""
        made = self._make(*_SMALLEST)
        answered = attempted(
            self.scalars.student,
            lambda: recorded(
                "typename", made([1.0], **self._arguments(self.in_call, 0.0, 2, training=False))
            ),
        )
        return answered if answered in UNRUN else ""

    @property
    def may_leave_out_the_rate(self) -> bool:
        """Whether a call is handed the rate, need not be, and is told nothing else of dropout."""
        if "training" in self.in_call or not {"rate", "keep"} & self.in_call.keys():
            return False

        def find_out() -> bool:
            signature = self._signature("__call__")
            return not any(p.is_required for p in signature if p.name in self.in_call.values())

        return bool(self.scalars.student.remembered("rate may be left out", find_out))

    @property
    def _predicts(self) -> bool:
        """Whether a call says that it is a prediction, or everything about dropout."""
        return bool(self.in_call)

    def _in_a_call(self, network: Network, rate: float) -> dict[str, Any]:
        layers = len(network.plan.layers)
        return self._arguments(self.in_call, rate, layers, training=rate > 0)

    def _arguments(
        self, told: dict[str, str], rate: float, layers: int, *, training: bool
    ) -> dict[str, Any]:
        each = [rate] * (layers - 1) + [0.0]
        values = {"rate": rate, "keep": 1 - rate, "training": training, "rates": each}
        return {name: values[role] for role, name in told.items()}

    def _set(self, network: Network, rate: float, *, training: bool) -> None:
        """Set what the objects hold: whether they train, and the rate where no argument is it."""
        known = {*self.in_call, *self._in_constructor} & {"rate", "rates", "keep"}
        for one in network.plan.settings:
            if isinstance(one.value, bool) and TRAINING.search(one.name):
                setattr(network.at(one.path), one.name, training)
            elif not known and not one.path and _is_rate(one.name, one.value):
                setattr(network.made, one.name, rate)


def roles(signature: Sequence[Parameter] | None, *, skip: int) -> dict[str, str]:
    """Return the arguments that concern dropout, beyond the first few: role -> name."""
    found = list(signature or ())[skip:]
    named = [p for p in found if p.kind not in ("VAR_POSITIONAL", "VAR_KEYWORD")]
    told: dict[str, str] = {}
    for role, known in (("training", TRAINING), ("keep", KEEP), ("rate", DROP)):
        match = next((p.name for p in named if known.search(p.name)), None)
        if match is not None and match not in told.values():
            told["rates" if role == "rate" and DROP_EACH.search(match) else role] = match
    if not told:  # the one argument more must be it, whatever its name
        required = [p.name for p in named if p.is_required]
        told |= dict(zip(["rate"], required, strict=False))
    return told


def _is_rate(name: str, value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and bool(DROP.search(name))
