"""Train a student's network with the student's own training: a function, or a top-level loop."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.adapt.loop import Given, Loop, read_by
from grader.adapt.network import Network
from grader.lessons.spelling import ARGUMENTS
from grader.measure.rows import UNRUN
from grader.remote.student import Student
from grader.remote.value import Later, is_remote, parameters, plain, recorded, type_name, type_of

_ORDER = ("network", "x", "y", "epochs", "rate", "dropout")
"""The statement's order of arguments."""

Answer = Callable[[Sequence[float]], Any]
"""Asks a network of one output: a row of inputs in, a scalar out."""


@dataclass(frozen=True)
class Data:
    """Samples: rows of inputs, and the number that each should give."""

    x: Sequence[Sequence[float]]
    y: Sequence[float]


@dataclass(frozen=True)
class Trained:
    """What training left behind."""

    network: Network
    series: list[Any]
    """Lists that may be the losses, one for each epoch: what was returned, or what a loop kept."""
    scalars: list[float]
    """Single numbers that a loop left: the last loss may be one."""
    rates: list[float]
    """Rates that a loop may have used when it would not take the given one; empty for functions."""
    of_scalars: bool = False
    """Whether a list that was returned holds the student's scalars in the place of numbers."""
    unrun: str = ""
    """What was returned where nothing has run yet: a generator, a coroutine."""


def given(
    network: Network, data: Data, *, epochs: int, rate: float, dropout: float | None = None
) -> Given:
    """Return what a training needs, with copies of the data: a student's code may change them."""
    made = network.made
    if network.is_listing:
        made = network.scalars.student.beside("one_output")["OneOutput"](made)
    return Given(
        network=made,
        parameters=network.parameters(),
        x=[list(row) for row in data.x],
        y=list(data.y),
        epochs=epochs,
        rate=rate,
        dropout=dropout,
    )


def squared_error(network: Network, answer: Answer, data: Data) -> Any:
    """Return what will be the sum of the squared errors of the student's own predictions."""
    found = recorded("numbers", [answer(row) for row in data.x], network.scalars.number_name)
    return Later(
        found,
        lambda values: sum((yp - yt) ** 2 for yp, yt in zip(values, data.y, strict=True)),
    )


def slope(network: Network, answer: Answer, data: Data, *, passes: int = 1) -> Later:
    """Return the student's own gradient of that sum; after more passes it has piled up.

    Nothing here waits for a value. Scalars must be able to stand beside numbers (`mended`).
    """
    pairs = [(answer(row), t) for row, t in zip(data.x, data.y, strict=True)]
    loss = sum((yp - t) ** 2 for yp, t in pairs)
    for _ in range(passes):
        network.scalars.backward(loss)
    return network.gradients()


def train(student: Student, network: Network, given: Given, *, name: str = "treinar") -> Trained:
    """Train with the function that bears this name, or with the loop that answers to it."""
    source = student.source_of(name)
    if source is not None:
        loop = Loop(source, student.values(read_by(source)))
        return _by_loop(student, network, given, name, loop)
    function = getattr(student, name)
    roles = student.remembered(f"{name} takes", lambda: _roles(function))
    return _read(_call(function, given, roles), network)


def _by_loop(student: Student, network: Network, given: Given, name: str, loop: Loop) -> Trained:
    bound = loop.bind(given)
    after = student.block(name, given.epochs, **bound)
    s = network.scalars
    found = plain(recorded("survey", after, s.kind, s.number_name))
    own = [v for key, v in found.items() if key not in bound] if isinstance(found, dict) else []
    series = [v for v in own if isinstance(v, list) and len(v) == given.epochs]
    numbers = [v for v in own if _is_number(v)]
    is_bound = any(value is given.rate for value in bound.values())
    rates = [] if is_bound else [*loop.constants, *numbers]
    return Trained(network, series, [float(n) for n in numbers][:200], rates[:200])


def _roles(function: Any) -> dict[str, str]:
    """Return what a training function calls what it is given, as far as it can be told."""
    roles: dict[str, str] = {}
    for parameter in parameters(function) or ():
        name = parameter.name
        role = next((r for r, known in ARGUMENTS if r not in roles and known.search(name)), None)
        if role is not None:
            roles[role] = name
    return roles


def _call(function: Any, given: Given, roles: Mapping[str, str]) -> Any:
    """Call a training function by the names of its arguments, or in the statement's order."""
    if {"network", "x", "y", "epochs", "rate"} <= roles.keys():
        return function(**{argument: getattr(given, role) for role, argument in roles.items()})
    values = [getattr(given, role) for role in _ORDER]
    return function(*values[:5] if given.dropout is None else values)


def _read(result: Any, network: Network) -> Trained:
    """Find the trained network and the losses in whatever a training function returned."""
    s = network.scalars
    found, numbered = plain((result, s.numbered(result)))
    # of a tuple or a list the numbers come in a list
    parts = list(found) if isinstance(found, tuple) else [found]
    network = _trained(parts, network)
    if isinstance(found, dict):
        parts = list(found.values())
        numbered = plain([s.numbered(part) for part in parts])
    elif not isinstance(found, tuple):
        numbered = [numbered]
    series = [one for one in numbered if isinstance(one, list | np.ndarray)]
    if parts and all(map(_is_number, numbered)):
        series = [numbered]  # the losses as a tuple
    kept = [part for part in [found, *parts] if isinstance(part, list | tuple)]
    unread = [one for part in kept for one in part if is_remote(one)]
    of_scalars = bool(unread) and any(plain(recorded("areall", unread, s.kind)))
    return Trained(network, series, [], [], of_scalars, _unrun(result, found))


def _unrun(result: Any, found: Any) -> str:
    """Return which kind of thing was returned, where it has yet to be run."""
    if not is_remote(found):
        return ""
    kind = type_name(result)
    return kind if kind in UNRUN else ""


def _trained(parts: list[Any], network: Network) -> Network:
    """Return the network that a training function returned: its own, or another of its class."""
    made = [part for part in parts if is_remote(part)]
    if not made:
        return network
    kind = type_of(network.made)
    of_kind, numbers = plain(
        (recorded("areall", made, kind), recorded("identities", [[network.made], made]))
    )
    for one, is_network, number in zip(made, of_kind, numbers[1], strict=True):
        if is_network is True:
            return network if number == numbers[0][0] else Network(network.scalars, one, network)
    return network


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
