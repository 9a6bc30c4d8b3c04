"""Take a value apart into its leaves: arrays and words by their path in the tree.

Takes hostile but plain values. Numbers become float64 arrays; one number in an array of whatever
shape is that number. Text, None and what holds no numbers become words.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.frozen import frozen

Leaf = NDArray[np.float64] | str

_KEY_SIZE = 60
_LEAVES = 2_000
"""More leaves than any answer has; a value with more is looked at no further."""
_DEPTH = 60
"""Deeper than any answer; what lies below is told by its type."""


@frozen
class Flat:
    """A value that was taken apart before; only its leaves were kept."""

    leaves: Mapping[str, Leaf]


def leaves(value: Any) -> dict[str, Leaf]:
    """Return the leaves of a value by path, as in ``cache[3]`` or ``grads.dW1``."""
    if isinstance(value, Flat):
        return dict(value.leaves)
    found: dict[str, Leaf] = {}
    mixed: set[int] = set()
    _mark_mixed(value, 0, mixed)
    _gather(value, "", 0, found, mixed)
    return found


def _gather(value: Any, path: str, depth: int, found: dict[str, Leaf], mixed: set[int]) -> None:
    if len(found) >= _LEAVES:
        return
    numbers = None if id(value) in mixed else _numbers(value)
    if numbers is not None:
        found[path] = numbers
    elif isinstance(value, dict) and depth < _DEPTH:
        start = f"{path}." if path else ""
        for key, inner in value.items():
            _gather(inner, f"{start}{str(key)[:_KEY_SIZE]}", depth + 1, found, mixed)
    elif isinstance(value, list | tuple) and depth < _DEPTH:
        found[f"{path}[]"] = str(len(value))
        for place, inner in enumerate(value):
            _gather(inner, f"{path}[{place}]", depth + 1, found, mixed)
    else:
        found[path] = value if isinstance(value, str) else type(value).__name__


def _numbers(value: Any) -> NDArray[np.float64] | None:
    """Return numbers, an array or a regular list of them as float64; None for anything else."""
    if not isinstance(value, bool | int | float | np.generic | np.ndarray | list | tuple):
        return None
    if isinstance(value, np.generic | np.ndarray) and value.dtype.kind not in "biuf":
        return None
    try:
        found = np.asarray(value)
        if found.dtype.kind not in "biuf" or not found.size:
            return None
        found = found.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.reshape(()) if found.size == 1 else found


def _mark_mixed(value: Any, depth: int, mixed: set[int]) -> bool:
    """Note every list that holds more than numbers, in one walk; tell whether this value does.

    One text among them would give every number its own length.
    """
    if isinstance(value, dict) and depth < _DEPTH:
        for inner in value.values():
            _mark_mixed(inner, depth + 1, mixed)
        return True
    if isinstance(value, list | tuple) and depth < _DEPTH:
        held = [_mark_mixed(inner, depth + 1, mixed) for inner in value]  # all of them, always
        if any(held):
            mixed.add(id(value))
        return id(value) in mixed
    return not isinstance(value, bool | int | float | np.bool_ | np.number)
