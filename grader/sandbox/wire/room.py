"""Refuse lists that would take far more room as one numpy array than they take on the wire.

numpy gives every entry of an array of text the room of the longest: a list of one long text and
many short ones, two megabytes as a frame, could become terabytes wherever an array is made of it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.sandbox.wire.frame import WireError

MAX_ROOM = 256 << 20
"""Bytes that a list of a frame may take as one array of text."""
_BYTES_OF_A_CHARACTER = 4
_DTYPE_OF = vars(np.generic)["dtype"].__get__
"""A subclass may say anything of its own."""


@dataclass(slots=True)
class _Widest:
    """Of the entries that would share one array: the longest text, and how many entries."""

    characters: int = 0
    entries: int = 0

    def add(self, characters: int, entries: int) -> None:
        self.characters = max(self.characters, characters)
        self.entries += entries
        if self.characters * self.entries * _BYTES_OF_A_CHARACTER > MAX_ROOM:
            raise WireError("too large")


def refuse_sprawling(value: Any, size: int) -> None:
    """Raise WireError when a list or tuple in `value`, a plain value, could become too large.

    `size` is that of its frame in bytes: there are no more entries in it, and none is longer.
    """
    if size * size * _BYTES_OF_A_CHARACTER > MAX_ROOM:
        _look(value)


def _look(value: Any) -> None:
    exact = type(value)
    if exact is list or exact is tuple:
        _measure(value, _Widest(), _Widest())
    elif exact is dict:
        for entry in value.values():
            _look(entry)


def _measure(items: Any, single: _Widest, arrays: _Widest) -> None:
    """Add the entries of nested lists; arrays with axes never share an array with single values."""
    for item in items:
        exact = type(item)
        if exact is float or exact is int:
            single.entries += 1
        elif exact is list or exact is tuple:
            _measure(item, single, arrays)
        elif issubclass(exact, np.ndarray):  # whatever it says that its class is
            plain = item if exact is np.ndarray else np.ndarray.view(item, np.ndarray)
            together = arrays if plain.ndim else single
            together.add(_width(plain.dtype), plain.size)
        elif issubclass(exact, np.generic):
            single.add(_width(_DTYPE_OF(item)), 1)
        elif exact is str or exact is bytes:
            single.add(len(item), 1)
        elif exact is dict:  # numpy would not look into it
            _look(item)
        else:
            single.entries += 1
    single.add(0, 0)


def _width(dtype: np.dtype[Any]) -> int:
    """Return how many characters an entry of this dtype holds."""
    if dtype.kind == "U":
        return dtype.itemsize // _BYTES_OF_A_CHARACTER
    return dtype.itemsize if dtype.kind == "S" else 0
