"""Walk the tree of values that a reference's function returns, and rebuild it with other numbers.

A leaf is a number or an array of them. Objects of the reference's own classes are branches: their
attributes that hold numbers are leaves, and what else they hold stays.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

MODULE = "reference"
"""The module in which the reference's own classes are."""

Path = tuple[Any, ...]
Change = Callable[[Path, Any], Any]


def is_leaf(value: Any) -> bool:
    """Whether a value is a number or an array of numbers. Members of an enum are neither."""
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biuf"
    return type(value) in (bool, int, float)


def is_object(value: Any) -> bool:
    """Whether a value is an object of one of the reference's own classes."""
    return type(value).__module__ == MODULE and hasattr(value, "__dict__")


def _is_set_of_numbers(value: Any) -> bool:
    return isinstance(value, set | frozenset) and all(map(is_leaf, value))


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every leaf with where it is."""
    if is_leaf(value):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    elif _is_set_of_numbers(value):
        for place, inner in enumerate(sorted(value)):
            yield (*path, place), inner
    elif is_object(value):
        for name, inner in vars(value).items():
            if is_leaf(inner):
                yield (*path, name), inner


def rebuilt(value: Any, change: Change, *, new: set[int], silent: bool, path: Path = ()) -> Any:
    """Return a tree with every leaf changed.

    Objects whose `id` is in `new` are changed where they are, others are copied. `silent` makes
    functions that an object holds do nothing.
    """
    if is_leaf(value):
        return change(path, value)
    if isinstance(value, dict):
        return {
            key: rebuilt(inner, change, new=new, silent=silent, path=(*path, key))
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        found = [
            rebuilt(inner, change, new=new, silent=silent, path=(*path, place))
            for place, inner in enumerate(value)
        ]
        return found if isinstance(value, list) else tuple(found)
    if _is_set_of_numbers(value):
        inner = (change((*path, place), one) for place, one in enumerate(sorted(value)))
        return type(value)(one.item() if isinstance(one, np.generic) else one for one in inner)
    if is_object(value):
        made = value if id(value) in new else copy.copy(value)
        for name, inner in list(vars(made).items()):
            if is_leaf(inner):
                vars(made)[name] = change((*path, name), inner)
            elif silent and callable(inner) and not is_object(inner):
                vars(made)[name] = nothing
        return made
    return value


def without_texts(value: Any) -> Any:
    """Return a tree in which every text is empty: an answer of texts alone, without the work."""
    if isinstance(value, str):
        return ""
    if isinstance(value, dict):
        return {key: without_texts(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        found = [without_texts(inner) for inner in value]
        return found if isinstance(value, list) else tuple(found)
    return type(value)() if isinstance(value, set | frozenset) else value


def nothing(*_arguments: Any, **_named: Any) -> None:
    """Do nothing."""


def like(leaf: Any, values: Any) -> Any:
    """Return values in the shape, and of the type, of a leaf; they are repeated to fill it."""
    shape, dtype = np.shape(leaf), np.asarray(leaf).dtype
    found = np.resize(np.asarray(values), shape).astype(dtype)
    return found if isinstance(leaf, np.ndarray) else type(leaf)(found[()])
