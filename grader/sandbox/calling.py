"""Call what a student wrote by the names that it shares with the lesson, else by place.

Parameters may have been added anywhere. Those that have a default are left alone; a flag that has
none, of those that the grader lists, is False.
"""

import inspect
from collections.abc import Sequence
from functools import lru_cache
from types import FunctionType
from typing import Any

_BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_PLAIN: tuple[type[Any], ...] = (tuple, list, dict, float)
_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def called(function: Any, given: Sequence[Any], names: str, flags: str) -> Any:
    """Call a function. `names` are what the lesson calls what is given; `flags`, in lower case."""
    parameters = _parameters(function) if names or flags else []
    places = [p.name for p in parameters if p.kind in _BY_PLACE]
    told = _told(parameters, given, names.split(), flags.split())
    if not told or list(told) == places[: len(given)]:
        return function(*given)  # whatever is wrong then, Python says it
    alone = inspect.Parameter.POSITIONAL_ONLY
    first = [told.pop(p.name) for p in parameters if p.kind is alone and p.name in told]
    return function(*first, **told)


def made(thing: Any, given: Sequence[Any], names: str) -> Any:
    """Make an object of a class, or of a function that makes one and takes nothing."""
    if isinstance(thing, type) or given or _makes_of_nothing(thing):
        return called(thing, given, names, "")
    return thing


def as_base(value: Any) -> Any:
    """Return an instance of a subclass of a plain type as what it is: a named tuple is a tuple."""
    for base in _PLAIN:
        if isinstance(value, base) and type(value) is not base:
            return base(value)
    return value


def _told(
    parameters: Sequence[inspect.Parameter],
    given: Sequence[Any],
    names: Sequence[str],
    flags: Sequence[str],
) -> dict[str, Any]:
    """Return what is to be given by name; nothing where the signature has no room for it."""
    if {*names} <= {p.name for p in parameters if p.kind in _BY_NAME} and len(names) == len(given):
        told = dict(zip(names, given, strict=True))
    else:
        free = [p.name for p in parameters if p.kind in _BY_PLACE and p.name.lower() not in flags]
        if len(free) < len(given):
            return {}
        told = dict(zip(free, given, strict=False))
    wanted = (p.name for p in parameters if p.default is p.empty and p.name.lower() in flags)
    return told | {name: False for name in wanted if name not in told}


def _makes_of_nothing(thing: Any) -> bool:
    return inspect.isfunction(thing) and not inspect.signature(thing).parameters


def _parameters(function: Any) -> Sequence[inspect.Parameter]:
    # a plain function's are looked up for one question after the other
    is_plain = type(function) is FunctionType and not vars(function)
    return _kept_parameters(function) if is_plain else _read_parameters(function)


def _read_parameters(function: Any) -> Sequence[inspect.Parameter]:
    try:
        return [*inspect.signature(function).parameters.values()]
    except (TypeError, ValueError):
        return []


_kept_parameters = lru_cache(maxsize=8)(_read_parameters)
