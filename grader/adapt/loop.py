"""A top-level training loop: which of the names it reads are the network, the data and the rates.

A notebook's loop takes no arguments. What it reads is told apart by how it is used and by what the
notebook's own cells put there; the rest is told by the names that courses use.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.lessons.spelling import (
    LOOP_DROPOUT,
    LOOP_EPOCHS,
    LOOP_INPUT,
    LOOP_RATE,
    LOOP_TARGET,
    NETWORK,
    PARAMETERS,
)
from grader.syntax import syntax_tree


@dataclass(frozen=True)
class Given:
    """What a question gives to a training loop. A rate left out stays the notebook's own."""

    network: Any
    parameters: Any
    x: list[list[float]]
    y: list[float]
    epochs: int
    rate: float
    dropout: float | None = None


def read_by(source: str) -> list[str]:
    """Return the names that a loop reads, in order."""
    return list(dict.fromkeys(_reads(syntax_tree(source))))


class Loop:
    """One loop's source and the values its notebook gives; a name without a value is unbound."""

    def __init__(self, source: str, values: Mapping[str, Any]) -> None:
        self._tree = syntax_tree(source)
        self._values = values
        self._reads = list(dict.fromkeys(_reads(self._tree)))
        self._written = _bound(self._tree)
        unbound = (n for n in self._reads if n not in values and n not in self._written)
        self._unbound = dict.fromkeys(unbound)
        loops = (n for n in ast.walk(self._tree) if isinstance(n, ast.For | ast.comprehension))
        calls = [n for n in ast.walk(self._tree) if isinstance(n, ast.Call)]
        given = [one for call in calls for one in [*call.args, *(k.value for k in call.keywords)]]
        gone_over = {_name(node) for loop in loops for node in ast.walk(loop.iter)}
        called = {_name(call.func) for call in calls}
        self._as_data = (gone_over | {_name(one) for one in given}) - called
        """Names that a loop or a comprehension goes over, alone or in a zip, or a call is given."""

    def bind(self, given: Given) -> dict[str, Any]:
        """Return what each name is to stand for. Names that cannot be placed are left alone."""
        bound: dict[str, Any] = {}
        network = self._network()
        if network is not None:
            bound[network] = given.network
        for name in self._iterated(network):
            bound[name] = given.parameters
        for name, numbers in self._data(bound, given):
            bound[name] = _like(self._values.get(name), numbers)
        for name in self._numbers(bound):
            if LOOP_DROPOUT.search(name):
                if given.dropout is not None:
                    bound[name] = given.dropout
            elif LOOP_RATE.search(name):
                bound[name] = given.rate
            elif LOOP_EPOCHS.search(name):
                bound[name] = given.epochs
        return bound

    @property
    def constants(self) -> list[float]:
        """Return the fractions that the loop writes out: one may be its rate."""
        found = (n.value for n in ast.walk(self._tree) if isinstance(n, ast.Constant))
        return [float(v) for v in found if isinstance(v, float)]

    def _network(self) -> str | None:
        """Find the unbound name that is asked for its parameters, or is called."""
        for node in ast.walk(self._tree):
            if not isinstance(node, ast.Attribute) or node.attr not in PARAMETERS:
                continue
            if _name(node.value) in self._unbound:
                return _name(node.value)
        calls = (_name(node.func) for node in ast.walk(self._tree) if isinstance(node, ast.Call))
        called = [name for name in calls if name in self._unbound]
        named = [name for name in called if name and NETWORK.search(name)]
        return next(iter(named or called), None)

    def _iterated(self, network: str | None) -> Iterator[str]:
        """Find unbound names that are gone over, and whose members get a gradient: parameters."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
                name = node.iter.id
                used = {a.attr for a in ast.walk(node) if isinstance(a, ast.Attribute)}
                updates = any(attr.startswith("grad") for attr in used)
                if name in self._unbound and name != network and updates:
                    yield name

    def _data(self, bound: Mapping[str, Any], given: Given) -> Iterator[tuple[str, Any]]:
        """Find inputs, which are rows of numbers, and targets, which are as many numbers."""
        shapes = {name: _shape(self._values.get(name)) for name in self._reads if name not in bound}
        rows = {shape[0] for shape in shapes.values() if len(shape) == 2}
        for name, shape in shapes.items():
            is_data = name in self._as_data if name in self._unbound else 0 not in (shape or (0,))
            if not is_data:
                continue
            if LOOP_TARGET.search(name):
                yield name, [[t] for t in given.y] if len(shape) == 2 else given.y
            elif len(shape) == 2 or LOOP_INPUT.search(name):
                yield name, given.x
            elif len(shape) == 1 and shape[0] in rows:
                yield name, given.y

    def _numbers(self, bound: Mapping[str, Any]) -> Iterator[str]:
        """Find single numbers that are read and never written."""
        for name in self._reads:
            value = self._values.get(name)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            is_only_read = name not in bound and name not in self._written
            if is_only_read and (name in self._unbound or is_number):
                yield name


def _reads(tree: ast.AST) -> Iterator[str]:
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    for node in names:
        if isinstance(node.ctx, ast.Load) and not hasattr(builtins, node.id):
            yield node.id


def _bound(tree: ast.AST) -> set[str]:
    stores = (n for n in ast.walk(tree) if isinstance(n, ast.Name))
    return {node.id for node in stores if not isinstance(node.ctx, ast.Load)}


def _name(node: ast.AST) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _shape(value: Any) -> tuple[int, ...]:
    """Return the shape of a list or an array of numbers; () for anything else."""
    if not isinstance(value, list | tuple | np.ndarray):
        return ()
    try:
        found = np.asarray(value)
    except (ValueError, TypeError):
        return ()
    return found.shape if found.dtype.kind in "biuf" else ()


def _like(value: Any, numbers: Iterable[Any]) -> Any:
    """Return numbers as the kind of container that the notebook itself uses."""
    copied = [list(item) if isinstance(item, list) else item for item in numbers]
    return np.asarray(copied) if isinstance(value, np.ndarray) else copied
