"""Train a student's network with the student's own training: a function, or a top-level loop."""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.adapt.asking import Failed, attempt
from grader.adapt.loop import NETWORK, Given, Loop
from grader.adapt.network import Network

_ROLES = (
    ("dropout", re.compile(r"(?i)drop|prob|^p$")),
    ("network", NETWORK),
    ("epochs", re.compile(r"(?i)epoc|epoch|itera|steps|rounds|ciclos|^num_|^n_")),
    ("rate", re.compile(r"(?i)taxa|tasa|^lr|learn|rate|aprend|^eta$|alpha|passo")),
    ("y", re.compile(r"(?i)^y|alvo|target|label|r[oó]tulo|sa[ií]da|resposta")),
    ("x", re.compile(r"(?i)^x|entrada|input|dado|amostra|exemplo|sample")),
)
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


class _OneOutput:
    """A student's network that gives its single output as a scalar, where its own gives a list."""

    def __init__(self, made: Any) -> None:
        self._made = made

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        found = self._made(*arguments, **named)
        is_list = isinstance(found, list | tuple) and len(found) == 1
        return found[0] if is_list else found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def given(
    network: Network, data: Data, *, epochs: int, rate: float, dropout: float | None = None
) -> Given:
    """Return what a training needs, with copies of the data: a student's code may change them."""
    return Given(
        network=_OneOutput(network.made) if network.is_listing else network.made,
        parameters=network.parameters(),
        x=[list(row) for row in data.x],
        y=list(data.y),
        epochs=epochs,
        rate=rate,
        dropout=dropout,
    )


def squared_error(network: Network, answer: Answer, data: Data) -> float:
    """Return the sum of the squared errors of the student's own predictions."""
    found = [network.scalars.number(answer(row)) for row in data.x]
    return sum((yp - yt) ** 2 for yp, yt in zip(found, data.y, strict=True))


def slope(network: Network, answer: Answer, data: Data, *, passes: int = 1) -> list[float]:
    """Return the student's own gradient of that sum; after more passes it has piled up."""
    s = network.scalars
    pairs = [(answer(row), t) for row, t in zip(data.x, data.y, strict=True)]
    loss = attempt(lambda: sum((yp - t) ** 2 for yp, t in pairs))
    if isinstance(loss, Failed):  # where numbers and sum() cannot be used, without them
        errors = [(yp + s.new(-t)) ** 2 for yp, t in pairs]
        loss = errors[0]
        for error in errors[1:]:
            loss = loss + error
    for _ in range(passes):
        s.backward(loss)
    return network.gradients()


def train(student: Any, network: Network, given: Given, *, name: str = "treinar") -> Trained:
    """Train with the function that bears this name, or with the loop that answers to it."""
    found = student.loop(name)
    if found is not None:
        return _by_loop(student, network, given, name, Loop(*found))
    result = _call(getattr(student, name), given)
    return _read(result, network)


def _by_loop(student: Any, network: Network, given: Given, name: str, loop: Loop) -> Trained:
    bound = loop.bind(given)
    after = student.block(name, given.epochs, **bound)
    s = network.scalars
    own = [value for key, value in after.items() if key not in bound and not key.startswith("_")]
    series = [s.plain(v) for v in own if isinstance(v, list | tuple) and len(v) == given.epochs]
    numbers = [s.plain(v) for v in own if s.is_scalar(v) or _is_number(v)]
    is_bound = any(value is given.rate for value in bound.values())
    rates = [] if is_bound else [*loop.constants, *filter(_is_number, own)]
    return Trained(network, series, [float(n) for n in numbers][:200], rates[:200])


def _call(function: Callable[..., Any], given: Given) -> Any:
    """Call a training function by the names of its arguments, or in the statement's order."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        parameters = {}  # type: ignore[assignment]
    roles: dict[str, str] = {}
    for parameter in parameters:
        role = next((r for r, known in _ROLES if r not in roles and known.search(parameter)), None)
        if role is not None:
            roles[role] = parameter
    if {"network", "x", "y", "epochs", "rate"} <= roles.keys():
        return function(**{argument: getattr(given, role) for role, argument in roles.items()})
    values = [getattr(given, role) for role in _ORDER]
    return function(*values[:5] if given.dropout is None else values)


def _read(result: Any, network: Network) -> Trained:
    """Find the trained network and the losses in whatever a training function returned."""
    parts = list(result) if isinstance(result, tuple) else [result]
    kind = type(network.made)
    trained = next((part for part in parts if isinstance(part, kind)), None)
    if trained is not None and trained is not network.made:
        network = Network(network.scalars, trained)
    if isinstance(result, dict):
        parts = list(result.values())
    lists = [part for part in parts if isinstance(part, list | tuple | np.ndarray)]
    series = [network.scalars.plain(part) for part in lists]
    if parts and all(network.scalars.is_scalar(part) or _is_number(part) for part in parts):
        series = [network.scalars.plain(parts)]  # the losses as a tuple
    return Trained(network, series, [], [])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
