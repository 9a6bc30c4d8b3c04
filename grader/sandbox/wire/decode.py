"""Build the value of a frame that a hostile process wrote, or refuse it with a WireError."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.remote.reference import Reference
from grader.sandbox.wire.frame import (
    ALIGN,
    MAX_BODY,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_DIMENSIONS,
    MAX_EMPTY_LENGTH,
    MAX_HANDLES,
    Opaque,
    WireError,
    counted,
    dtype_named,
)
from grader.sandbox.wire.room import refuse_sprawling


def unpack(header: bytes, body: bytes, *, trusted: bool = False) -> Any:
    """Build the value of a frame; any fault in hostile bytes is a WireError and nothing else.

    A frame of the grader's own is `trusted`: its arrays are copies, which a student may change in
    place. Of any other frame arrays are read-only views of `body`, and sprawling lists are refused.
    """
    try:
        decoder = _Decoder(body, writable=trusted)
        value = decoder.decode(json.loads(header.decode("utf-8")), 0)
        if not trusted:
            refuse_sprawling(value, len(header) + len(body))
        return value
    except WireError:
        raise
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise WireError(type(error).__name__) from None


_AS_THEY_ARE = frozenset({float, bool, type(None)})
_LOWEST, _BEYOND = -(1 << 63), 1 << 64
"""Whole numbers between these come as they are."""


class _Decoder:
    __slots__ = ("body", "hashed", "taken", "writable")

    def __init__(self, body: bytes, *, writable: bool) -> None:
        self.hashed = 0
        self.taken = 0
        self.body = body
        self.writable = writable

    def decode(self, tree: Any, depth: int) -> Any:
        exact = type(tree)
        if tree is None or exact is bool or exact is float:
            return tree
        if exact is int:
            return _integer(tree, _LOWEST, _BEYOND - 1)
        if exact is str:
            return _text(tree)
        if exact is not list or not tree or type(tree[0]) is not str:
            raise WireError("not a value")
        if depth > MAX_DEPTH:
            raise WireError("nested too deeply")
        build = _BUILDERS.get(tree[0])
        if build is None or len(tree) != build[1]:
            raise WireError("unknown tag")
        return build[0](self, tree, depth + 1)

    def _items(self, items: Any, depth: int) -> list[Any]:
        if type(items) is not list:
            raise WireError("not a list")
        # most are themselves, and a call for each would take most of the time
        return [
            item
            if (kind := type(item)) in _AS_THEY_ARE
            or (kind is int and _LOWEST <= item < _BEYOND)
            or (kind is str and item.isascii())
            else self.decode(item, depth)
            for item in items
        ]

    def _list(self, tree: list[Any], depth: int) -> list[Any]:
        return self._items(tree[1], depth)

    def _tuple(self, tree: list[Any], depth: int) -> tuple[Any, ...]:
        return tuple(self._items(tree[1], depth))

    def _set(self, tree: list[Any], depth: int) -> set[Any]:
        return set(self._frozenset(tree, depth))

    def _frozenset(self, tree: list[Any], depth: int) -> frozenset[Any]:
        items = self._items(tree[1], depth)
        self.hashed = counted(self.hashed, items)
        try:
            return frozenset(items)
        except TypeError:
            raise WireError("unhashable item") from None

    def _dict(self, tree: list[Any], depth: int) -> dict[Any, Any]:
        if type(tree[1]) is not list:
            raise WireError("not pairs")
        built = {}
        for pair in tree[1]:
            if type(pair) is not list or len(pair) != 2:
                raise WireError("not a pair")
            key, value = self._items(pair, depth)
            self.hashed = counted(self.hashed, [key])
            try:
                built[key] = value
            except TypeError:
                raise WireError("unhashable key") from None
        return built

    def _complex(self, tree: list[Any], _depth: int) -> complex:
        if type(tree[1]) is not float or type(tree[2]) is not float:
            raise WireError("not a complex number")
        return complex(tree[1], tree[2])

    def _big_integer(self, tree: list[Any], _depth: int) -> int:
        if type(tree[1]) is not str or len(tree[1]) > len("-0x") + MAX_DIGITS:
            raise WireError("not an integer")
        return int(tree[1], 16)

    def _bytes(self, tree: list[Any], _depth: int) -> bytes:
        size = _integer(tree[2], 0, len(self.body))
        start = self._take(tree[1], size)
        return self.body[start : start + size]

    def _array(self, tree: list[Any], _depth: int) -> NDArray[Any]:
        dtype, shape = dtype_named(tree[1]), tree[2]
        if type(shape) is not list or len(shape) > MAX_DIMENSIONS:
            raise WireError("not a shape")
        size = 1
        for side in shape:
            if type(side) is not int or not 0 <= side <= MAX_BODY:
                raise WireError("not a shape")
            size *= side
            if size > MAX_BODY:
                raise WireError("too large")
        if size == 0:
            if sum(shape) > MAX_EMPTY_LENGTH:
                raise WireError("too large")
            empty = np.empty(shape, dtype)
            empty.flags.writeable = self.writable
            return empty
        found = self._flat(dtype, size, tree[3]).reshape(shape)
        return found.copy() if self.writable else found

    def _scalar(self, tree: list[Any], _depth: int) -> Any:
        return self._flat(dtype_named(tree[1]), 1, tree[2])[0]

    def _opaque(self, tree: list[Any], _depth: int) -> Opaque:
        if type(tree[1]) is not str:
            raise WireError("not a name")
        return Opaque(_text(tree[1])[:80])

    def _handle(self, tree: list[Any], _depth: int) -> Reference:
        return Reference(_integer(tree[1], -MAX_HANDLES, MAX_HANDLES))

    def _flat(self, dtype: np.dtype[Any], size: int, offset: Any) -> NDArray[Any]:
        start = self._take(offset, size * dtype.itemsize)
        found = np.frombuffer(self.body, dtype, size, start)
        # two kinds of bytes that numpy trusts blindly
        kind = dtype.kind
        if kind == "b" and self.body[start : start + size].translate(None, b"\0\1"):
            raise WireError("not booleans")
        if kind == "U":
            points = found.view("<u4")
            if points.max() > 0x10FFFF or ((points >= 0xD800) & (points < 0xE000)).any():
                raise WireError("not text")
        return found

    def _take(self, offset: Any, size: int) -> int:
        """Return where the next buffer starts, if that is what the frame says."""
        if type(offset) is not int or offset != self.taken or offset + size > len(self.body):
            raise WireError("outside the body")
        self.taken += size + -size % ALIGN
        return offset


_BUILDERS = {
    "l": (_Decoder._list, 2),
    "t": (_Decoder._tuple, 2),
    "S": (_Decoder._set, 2),
    "F": (_Decoder._frozenset, 2),
    "d": (_Decoder._dict, 2),
    "c": (_Decoder._complex, 3),
    "i": (_Decoder._big_integer, 2),
    "b": (_Decoder._bytes, 3),
    "a": (_Decoder._array, 4),
    "n": (_Decoder._scalar, 3),
    "o": (_Decoder._opaque, 2),
    "h": (_Decoder._handle, 2),
}


def _integer(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise WireError("not an integer in range")
    return value


def _text(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode()
