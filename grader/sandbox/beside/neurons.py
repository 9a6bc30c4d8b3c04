"""Listen to the neurons of a network, or let others answer in their place for a while.

A network whose neurons are objects that are handed a rate can be asked in parts: what its neurons
make of a rate, and whether its layers hand it over.
"""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

_PLAIN = (0.0, 1.0)

Words = dict[str, Any]
"""What the student calls things: `kind`, `scalar`, `number`, `sig`, `weights`, `bias`, `roles`.

The places of the neurons that are `watched`, and the `unit` in which one is told a rate: what
stands for 0, and what is added for 1.
"""


def listen(neurons: Sequence[Any], words: Words) -> tuple[list[Any], Callable[[], None]]:
    """Return the list in which calls are noted, and what ends it.

    Of each call: the neuron's place, the rate, how many inputs are missing, the number that came
    back (NaN for none), and whether it is a scalar of the student's. Of one neuron of each layer,
    which `watched` names, also what arrived at it: see `_arrived`.
    """
    return _instead(neurons, words, words["kind"].__call__)


def stand_in(
    neurons: Sequence[Any], words: Words, answer: Callable[..., Any]
) -> tuple[list[Any], Callable[[], None]]:
    """Let `answer` speak for the neurons; return the same as `listen` does."""
    return _instead(neurons, words, answer)


def listen_to_layers(
    layers: Sequence[Any], words: Words, roles: dict[str, str]
) -> tuple[list[Any], Callable[[], None]]:
    """Return the same as `listen`, of the layers."""
    kind: Any = type(layers[0])
    return _instead(layers, {**words, "kind": kind, "roles": roles}, kind.__call__)


def rate_of_call(thing: Any, roles: dict[str, str]) -> Callable[..., float]:
    """Return what tells the rate that a call of an object is given; NaN where it is none."""
    return _rate_of(type(thing).__call__, roles, _PLAIN)


def number_reader(name: str) -> Callable[[Any], float]:
    """Return what reads a scalar's number."""
    return lambda node: _number(node, name)


def noted(heard: list[Any]) -> Any:
    """Return what was noted as one table, and begin anew."""
    found = np.array(heard, dtype=float)
    heard.clear()
    return found


def call_each(neurons: Sequence[Any], x: Any, words: Words, rate: float, times: int) -> Any:
    """Call every neuron so many times at a rate: each call's numbers, NaN for none; are scalars.

    Who changes weights begins every time with those that were there.
    """
    given, called = _given(words, rate), []
    parts = [[*getattr(n, words["weights"]), getattr(n, words["bias"])] for n in neurons]
    before = [(one, getattr(one, words["number"])) for row in parts for one in row]
    for _ in range(times):
        called.append([neuron(list(x), **given) for neuron in neurons])
        for one, number in before:
            setattr(one, words["number"], number)
    numbers = [[_number(one, words["number"]) for one in found] for found in called]
    are_scalars = all(isinstance(one, words["scalar"]) for found in called for one in found)
    return [np.array(numbers, dtype=float), are_scalars]


def _instead(
    neurons: Sequence[Any], words: Words, answer: Callable[..., Any]
) -> tuple[list[Any], Callable[[], None]]:
    kind = words["kind"]
    own, heard = kind.__call__, []
    places = {id(neuron): place for place, neuron in enumerate(neurons)}
    told = _rate_of(own, words["roles"], words.get("unit", _PLAIN))
    watched = set(words.get("watched", ()))

    def call(neuron: Any, x: Any, *rest: Any, **named: Any) -> Any:
        rate = told(neuron, x, *rest, **named)
        found = answer(neuron, x, rate) if answer is not own else own(neuron, x, *rest, **named)
        missing = len(getattr(neuron, words["weights"], x)) - len(x)
        number = _number(found, words["number"])
        place = places.get(id(neuron), -1)
        arrived = _arrived(x, words["number"]) if place in watched else (0.0, 0.0)
        is_scalar = isinstance(found, words["scalar"])
        heard.append([place, rate, missing, number, is_scalar, *arrived])
        return found

    kind.__call__ = call

    def end() -> None:
        kind.__call__ = own

    return heard, end


def _arrived(x: Any, name: str) -> tuple[float, float]:
    """Tell which inputs are 0, as the bits of a number, and their sum with a weight for each."""
    zeros = whole = 0.0
    for place, one in enumerate(x):
        number = _number(one, name)
        if number == 0:
            zeros += 2.0**place
        whole += (place + 1) * number
    return zeros, whole


def _given(words: Words, rate: float) -> dict[str, Any]:
    at_0, for_1 = words.get("unit", _PLAIN)
    values = {"rate": at_0 + for_1 * rate, "keep": 1 - rate, "training": rate > 0}
    return {name: values[role] for role, name in words["roles"].items()}


def _rate_of(
    own: Callable[..., Any], roles: dict[str, str], unit: Sequence[float]
) -> Callable[..., float]:
    """Return what tells the rate that a call is given; NaN where it is none."""
    at_0, for_1 = unit
    signature = inspect.signature(own)
    place = [*signature.parameters].index(roles["rate"]) if [*roles] == ["rate"] else 0

    def rate(*arguments: Any, **named: Any) -> float:
        try:
            if len(arguments) > place > 0 and not named:
                return (float(arguments[place]) - at_0) / for_1
            bound = signature.bind(*arguments, **named)
            bound.apply_defaults()
            if "training" in roles and not bound.arguments[roles["training"]]:
                return 0.0
            given = float(bound.arguments[roles.get("rate") or roles["keep"]])
        except (TypeError, ValueError, KeyError):
            return float("nan")
        return (given - at_0) / for_1 if "rate" in roles else 1 - given

    return rate


def _number(node: Any, name: str) -> float:
    try:
        return float(getattr(node, name, node))
    except (TypeError, ValueError):
        return float("nan")
