"""Write plain values as a frame; whatever is not plain becomes its type's name."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.remote.reference import Reference
from grader.sandbox.wire.frame import (
    ALIGN,
    ANSWER,
    HEAD,
    MAGIC,
    MAX_BODY,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_DIMENSIONS,
    MAX_EMPTY_LENGTH,
    MAX_HEADER,
    WireError,
    counted,
    dtype_name,
)
from grader.sandbox.wire.room import refuse_sprawling

Keep = Callable[[Any], Reference]
"""Gives a value that is not plain a number on this side, so that the other can speak of it."""


def pack(kind: int, value: Any, keep: Keep | None = None) -> bytes:
    """Return one frame. Raises WireError when the value is too large or nested too deeply.

    What is not plain becomes a reference by `keep`; without it, no more than its type's name.
    """
    encoder = _Encoder(keep)
    header = _WRITE(encoder.encode(value, 0))
    data = header.encode("utf-8", "surrogatepass")
    if kind == ANSWER:
        refuse_sprawling(value, len(data) + encoder.size)
    if len(data) > MAX_HEADER:
        raise WireError("too large")
    head = HEAD.pack(MAGIC, kind, len(data), encoder.size)
    return b"".join([head, data, *encoder.parts])


_WRITE = json.JSONEncoder(separators=(",", ":")).encode
_CONTAINERS = frozenset({dict, list, tuple, set, frozenset})
_AS_THEY_ARE = frozenset({str, float, bool, type(None)})
_LOWEST, _BEYOND = -(1 << 63), 1 << 64
"""Whole numbers between these go as they are."""
_MAX_ENTRIES = MAX_HEADER // len("0,")
"""More entries of lists, in all, than any header can hold."""


class _Encoder:
    __slots__ = ("entries", "hashed", "keep", "parts", "size")

    def __init__(self, keep: Keep | None) -> None:
        self.keep = keep
        self.parts: list[bytes] = []
        self.size = 0
        self.hashed = 0
        self.entries = 0

    def encode(self, value: Any, depth: int) -> Any:
        exact = type(value)
        if value is None or exact is bool or exact is str or exact is float:
            return value
        if exact is int and _LOWEST <= value < _BEYOND:
            return value
        if depth > MAX_DEPTH:
            raise WireError("nested too deeply")
        below = depth + 1
        if exact in _CONTAINERS:
            self.entries += len(value)
            if self.entries > _MAX_ENTRIES:  # a list in a list twice, and again, and again
                raise WireError("too large")
        if exact is dict:
            self.hashed = counted(self.hashed, value)
            return ["d", [self._items(pair, below) for pair in value.items()]]
        if exact is list:
            return ["l", self._items(value, below)]
        if exact is tuple:
            return ["t", self._items(value, below)]
        if exact is set or exact is frozenset:
            self.hashed = counted(self.hashed, value)
            return ["S" if exact is set else "F", [self.encode(item, below) for item in value]]
        if issubclass(exact, np.ndarray):  # whatever it says that its class is
            return self._array(value)
        if issubclass(exact, np.generic):
            return self._scalar(value)
        if exact is complex:
            return ["c", value.real, value.imag]
        if exact is int:
            return ["i", _digits(value)]
        if exact is bytes or exact is bytearray:
            return ["b", self._buffer(bytes(value)), len(value)]
        if exact is Reference:
            return ["h", value.number]
        return self._other(value, _name_of(exact))

    def _items(self, items: Any, depth: int) -> list[Any]:
        # most are themselves, and a call for each would take most of the time
        return [
            one
            if (kind := type(one)) in _AS_THEY_ARE or (kind is int and _LOWEST <= one < _BEYOND)
            else ["h", one.number]
            if kind is Reference
            else self.encode(one, depth)
            for one in items
        ]

    def _array(self, value: NDArray[Any]) -> Any:
        # a subclass may lie about itself: look at it through the base class only
        plain = value if type(value) is np.ndarray else np.ndarray.view(value, np.ndarray)
        dtype, shape = plain.dtype, plain.shape
        name = dtype_name(dtype)
        if name is None:
            return self._other(value, "ndarray of objects")
        if plain.nbytes > MAX_BODY or len(shape) > MAX_DIMENSIONS:
            raise WireError("too large")
        if 0 in shape and sum(shape) > MAX_EMPTY_LENGTH:
            raise WireError("too large")
        data = (plain if dtype.str == name else _as(name, plain)).tobytes()
        return ["a", name, shape, self._buffer(data)]

    def _scalar(self, value: np.generic) -> Any:
        plain = np.asarray(value)
        name = dtype_name(plain.dtype)
        if name is None:
            return self._other(value, _name_of(type(value)))
        return ["n", name, self._buffer(_as(name, plain).tobytes())]

    def _other(self, value: Any, name: str) -> Any:
        return ["o", name[:80]] if self.keep is None else ["h", self.keep(value).number]

    def _buffer(self, data: bytes) -> int:
        offset = self.size
        self.parts.append(data)
        padding = -len(data) % ALIGN
        if padding:
            self.parts.append(bytes(padding))
        self.size += len(data) + padding
        if self.size > MAX_BODY:
            raise WireError("too large")
        return offset


_name_of: Callable[[type], str] = vars(type)["__name__"].__get__
"""What a class is called; its metaclass may say anything else."""


def _as(name: str, value: NDArray[Any]) -> NDArray[Any]:
    with np.errstate(all="ignore"):  # what is beyond a float is infinite
        return value.astype(name, copy=False)


def _digits(value: int) -> str:
    if value.bit_length() > 4 * MAX_DIGITS:
        raise WireError("too large")
    return hex(value)
