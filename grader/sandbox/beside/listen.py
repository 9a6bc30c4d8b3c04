"""Listen to a student's function calling others of theirs: which, and with what under a name.

What those return is handed on as plain arrays: a matrix would spoil what is computed with it.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from numbers import Real
from typing import Any

import numpy as np

_MOST = 10_000
"""Calls that are kept."""


def listen(
    caller: Any, functions: Sequence[Any], name: str
) -> tuple[list[list[Any]], Callable[[], None]]:
    """Return the calls, each a function's place and the argument, and what ends it."""
    heard: list[list[Any]] = []
    before = [
        (names, key, function)
        for names in _reached(caller, functions)
        for key, value in [*names.items()]
        for function in functions
        if value is function
    ]
    for names, key, function in before:
        names[key] = _heard(function, functions.index(function), name, heard)

    def end() -> None:
        for names, key, function in before:
            names[key] = function

    return heard, end


def _reached(caller: Any, functions: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Yield where a function finds others: its module's names, and those that it closes over."""
    yield getattr(caller, "__globals__", None) or getattr(functions[0], "__globals__", {})
    for cell in getattr(caller, "__closure__", None) or ():
        held = cell.cell_contents
        names = held if isinstance(held, dict) else getattr(held, "__dict__", None)
        if isinstance(names, dict):
            yield names


def _heard(own: Any, place: int, name: str, heard: list[list[Any]]) -> Callable[..., Any]:
    @wraps(own)
    def call(*arguments: Any, **named: Any) -> Any:
        if len(heard) < _MOST:
            heard.append([place, _argument(own, name, arguments, named)])
        return _plain(own(*arguments, **named))

    return call


def _argument(
    function: Any, name: str, arguments: Sequence[Any], named: dict[str, Any]
) -> float | None:
    """Return the number that goes under a name, the last one where no parameter bears it."""
    try:
        bound = inspect.signature(function).bind(*arguments, **named)
        bound.apply_defaults()
        found = [*bound.arguments.values()][-1]
        found = bound.arguments.get(name, found)
    except (TypeError, ValueError, IndexError):
        return None
    return float(found) if isinstance(found, Real) else None


def _plain(value: Any) -> Any:
    if isinstance(value, np.matrix):
        return np.asarray(value)
    if isinstance(value, dict) and any(isinstance(one, np.matrix) for one in value.values()):
        return {key: _plain(one) for key, one in value.items()}
    if type(value) is tuple or type(value) is list:
        return type(value)([_plain(one) for one in value])
    return value
