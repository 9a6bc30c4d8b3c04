"""Trees of dicts, lists and tuples: the handles in them, their values, and what may be sent."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.remote.handle import Later, Remote, number_of, session_of
from grader.remote.reference import Reference

_PLAIN = frozenset({type(None), bool, int, float, complex, str, bytes})
_OF_NUMPY = (np.ndarray, np.generic)
_CODES = "?bBhHiIlLqQefdFDSUmM"
"""Of the dtypes whose entries are plain."""


def handles(tree: Any, session: Any) -> list[int]:
    """Return the numbers of the handles in a tree, each once. Raises TypeError for another's."""
    found = list(_handles(tree))
    if any(session_of(handle) is not session for handle in found):
        raise TypeError("a handle of another question")
    return list(dict.fromkeys(map(number_of, found)))


def _handles(tree: Any) -> Iterator[Remote]:
    exact = type(tree)
    if exact is Remote:
        yield tree
    elif exact is Later:
        yield tree.handle
    elif exact is dict or exact is list or exact is tuple:
        for item in tree.values() if exact is dict else tree:
            yield from _handles(item)


def filled(tree: Any, values: Mapping[int, Any]) -> Any:
    """Return a tree with the values of its handles in their places."""
    exact = type(tree)
    if exact is Remote:
        return values[number_of(tree)]
    if exact is Later:
        return tree.fill(values[number_of(tree.handle)])
    if exact is dict:
        return {key: filled(item, values) for key, item in tree.items()}
    if exact is list or exact is tuple:
        return exact([filled(item, values) for item in tree])
    return tree


def has_reference(value: Any) -> bool:
    """Tell whether a value that came back speaks of something that is not plain."""
    exact = type(value)
    if exact is dict:
        return any(map(has_reference, value.keys())) or any(map(has_reference, value.values()))
    if exact in (list, tuple, set, frozenset):
        return any(map(has_reference, value))
    return exact is Reference


def leaf(value: Any) -> Any:
    """Return a copy of what can be sent and holds no handle. Raises TypeError for anything else."""
    exact = type(value)
    if exact in _PLAIN:
        return value
    if isinstance(value, _OF_NUMPY) and value.dtype.char in _CODES:
        return np.array(value) if isinstance(value, np.ndarray) else value
    if exact is set or exact is frozenset:
        return exact(map(key, value))
    raise TypeError(f"{exact.__name__} cannot be sent to the student's side")


def key(value: Any) -> Any:
    """Return what can be sent as a dictionary's key or in a set. Raises TypeError."""
    return tuple(map(key, value)) if type(value) is tuple else leaf(value)
