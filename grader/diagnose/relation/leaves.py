"""Name the numbers of an answer as their reader knows them: "dW1", "cache[3]", "layers[0].b"."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from grader.measure.compare import ATOL, RTOL
from grader.measure.values import entries

Array = NDArray[np.float64]

LARGEST = 20_000
"""Entries of an array that is still looked at."""
_DEEPEST = 8


class Leaf(NamedTuple):
    """One quantity: its path in the reference's tree, and both values; `got` may be anything."""

    name: str
    got: Any
    want: Array


def leaves(got: Any, want: Any, name: str = "", depth: int = 0) -> Iterator[Leaf]:
    """Walk the reference's tree down to real numbers and arrays of them, at most `LARGEST` large.

    Names come from `want` alone. Integers, truth values and text are no quantities.
    """
    if isinstance(want, dict) and depth < _DEEPEST:
        found = got if isinstance(got, dict) else {}
        for key, value in want.items():
            if isinstance(key, str):
                path = f"{name}.{key}" if name else key
                yield from leaves(found.get(key), value, path, depth + 1)
        return
    quantity = _quantity(want)
    if quantity is not None:
        yield Leaf(name, got, quantity)
    elif isinstance(want, list | tuple) and depth < _DEEPEST:
        items = got if isinstance(got, list | tuple) else ()
        for place, value in enumerate(want):
            item = items[place] if place < len(items) else None
            yield from leaves(item, value, f"{name}[{place}]", depth + 1)


def read(value: Any) -> Array | None:
    """Return what a student gave as real numbers in an array; None for anything else."""
    if type(value) is np.ndarray and value.dtype.char == "d" and 0 < value.size <= LARGEST:
        return value
    if isinstance(value, list | tuple):
        held = entries(value, LARGEST)
        if held is None or held > LARGEST:
            return None
        try:
            value = np.asarray(value)
        except (ValueError, TypeError, OverflowError):
            return None
    elif isinstance(value, int | float) and not isinstance(value, bool):
        try:
            value = np.float64(value)
        except OverflowError:
            return None
    if not isinstance(value, np.ndarray | np.generic) or value.dtype.kind not in "biuf":
        return None
    if not 0 < value.size <= LARGEST:
        return None
    return np.asarray(value, dtype=np.float64)


def is_right(got: Array, want: Array) -> bool:
    """Tell whether an array is the expected one, as checks do."""
    if got.shape != want.shape:
        return False
    if got.tobytes() == want.tobytes():
        return True
    first, expected = float(got.flat[0]), float(want.flat[0])
    if not abs(first - expected) <= ATOL + RTOL * abs(expected):
        return False
    error = np.abs(got - want)
    return bool(error.max() <= ATOL or (error <= ATOL + RTOL * np.abs(want)).all())


def _quantity(want: Any) -> Array | None:
    """Return a float, an array of floats, or a list of floats (or of such lists) as an array."""
    if isinstance(want, list | tuple):
        if not want or not _holds_floats(want):
            return None
        try:
            want = np.asarray(want)
        except ValueError:  # rows of several lengths
            return None
    elif type(want) is float:
        want = np.float64(want)
    if not isinstance(want, np.ndarray | np.floating) or want.dtype.kind != "f":
        return None
    return np.asarray(want, dtype=np.float64) if 0 < want.size <= LARGEST else None


def _holds_floats(items: Any) -> bool:
    return all(
        _holds_floats(item) if isinstance(item, list | tuple) else isinstance(item, float)
        for item in items
    )
