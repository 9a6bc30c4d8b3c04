"""The wire between the grader and the student's process: plain values in checked frames, no pickle.

A frame is ``magic kind header_size body_size`` (16 bytes, little endian), a JSON header and a body
of raw buffers, each 16-byte aligned. The header is a tree of tagged values::

    null true false number "text"       themselves
    ["l", [..]] ["t", [..]] ["S", [..]] list, tuple, set
    ["d", [[key, value], ..]]           dict
    ["c", re, im]  ["i", "0x.."]        complex, integer beyond 64 bits
    ["b", offset, size]                 bytes in the body
    ["a", dtype, [shape], offset]       array in the body
    ["n", dtype, offset]                numpy scalar in the body
    ["o", type name]                    anything else: an `Opaque`, equal to nothing

The decoder reads what a hostile process wrote: every tag, type, size, offset, shape and dtype is
checked, and only plain Python values and read-only base-class arrays are ever built.
"""

import json
import re
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESULTS = 3
"""The descriptor on which a locked-down child talks to the grader."""
HEAD = struct.Struct("<4sBxxxII")
MAGIC = b"GRD1"
MAX_HEADER = 2 << 20
"""Bytes of JSON in one frame."""
MAX_BODY = 64 << 20
"""Bytes of raw buffers in one frame."""
MAX_DEPTH = 40
MAX_DIMENSIONS = 32
MAX_EMPTY_LENGTH = 1 << 24
"""Sum of the sides of an array without entries."""
MAX_HASHED = 4096
"""Keys and set items in one frame: more could be chosen to collide, and cost minutes."""
_ALIGN = 16

# kinds of frames
LOAD, LOADED, QUESTION, ANSWER = 1, 2, 3, 4

_NUMERIC = {d.str: d for d in (np.dtype(c).newbyteorder("<") for c in "?bBhHiIqQefdFD")}
_SIZED = re.compile(r"(<U|\|S)[1-9][0-9]{0,5}\Z")
_TIMES = re.compile(r"<[mM]8\[(?:Y|M|W|D|h|m|s|ms|us|ns)\]\Z")


class WireError(ValueError):
    """Bytes that are no frame of ours, or a value too large to send."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something a student returned that is not a plain value; it equals nothing that is judged."""

    type_name: str


# ---------------------------------------------------------------- encode


def pack(kind: int, value: Any) -> bytes:
    """Return one frame. Raises WireError when the value is too large or nested too deeply."""
    encoder = _Encoder()
    header = json.dumps(encoder.encode(value, 0), separators=(",", ":"))
    data = header.encode("utf-8", "surrogatepass")
    if len(data) > MAX_HEADER:
        raise WireError("too large")
    head = HEAD.pack(MAGIC, kind, len(data), encoder.size)
    return b"".join([head, data, *encoder.parts])


class _Encoder:
    __slots__ = ("hashed", "parts", "size")

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0
        self.hashed = 0

    def encode(self, value: Any, depth: int) -> Any:
        exact = type(value)
        if value is None or exact is bool or exact is str or exact is float:
            return value
        if exact is int:
            return value if -(1 << 63) <= value < 1 << 64 else ["i", hex(value)]
        if depth > MAX_DEPTH:
            raise WireError("nested too deeply")
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, np.generic):
            return self._scalar(value)
        below = depth + 1
        if exact is dict:
            self.hashed = _counted(self.hashed, len(value))
            pairs = value.items()
            return ["d", [[self.encode(k, below), self.encode(v, below)] for k, v in pairs]]
        if exact is list:
            return ["l", [self.encode(item, below) for item in value]]
        if exact is tuple:
            return ["t", [self.encode(item, below) for item in value]]
        if exact is set or exact is frozenset:
            self.hashed = _counted(self.hashed, len(value))
            return ["S", [self.encode(item, below) for item in value]]
        if exact is complex:
            return ["c", value.real, value.imag]
        if exact is bytes or exact is bytearray:
            return ["b", self._buffer(bytes(value)), len(value)]
        return ["o", exact.__name__[:80]]

    def _array(self, value: NDArray[Any]) -> Any:
        # a subclass may lie about itself: look at it through the base class only
        plain = value if type(value) is np.ndarray else np.ndarray.view(value, np.ndarray)
        name = _dtype_name(plain.dtype)
        if name is None:
            return ["o", "ndarray of objects"]
        if plain.nbytes > MAX_BODY:
            raise WireError("too large")
        data = plain.astype(name, copy=False).tobytes()
        return ["a", name, list(plain.shape), self._buffer(data)]

    def _scalar(self, value: np.generic) -> Any:
        plain = np.asarray(value)
        name = _dtype_name(plain.dtype)
        if name is None:
            return ["o", type(value).__name__[:80]]
        return ["n", name, self._buffer(plain.astype(name, copy=False).tobytes())]

    def _buffer(self, data: bytes) -> int:
        offset = self.size
        self.parts.append(data)
        padding = -len(data) % _ALIGN
        if padding:
            self.parts.append(bytes(padding))
        self.size += len(data) + padding
        if self.size > MAX_BODY:
            raise WireError("too large")
        return offset


def _dtype_name(dtype: np.dtype[Any]) -> str | None:
    name = dtype.newbyteorder("<").str
    return name if name in _NUMERIC or _SIZED.match(name) or _TIMES.match(name) else None


# ---------------------------------------------------------------- decode


def sizes(head: bytes) -> tuple[int, int, int]:
    """Read the first 16 bytes of a frame: kind, header size, body size."""
    if len(head) != HEAD.size:
        raise WireError("not a frame")
    magic, kind, header_size, body_size = HEAD.unpack(head)
    if magic != MAGIC or header_size > MAX_HEADER or body_size > MAX_BODY:
        raise WireError("not a frame")
    return kind, header_size, body_size


def unpack(header: bytes, body: bytes, *, writable: bool = False) -> Any:
    """Build the value of a frame; any fault in hostile bytes is a WireError and nothing else.

    Arrays are read-only views of `body` unless `writable`, which copies them.
    """
    try:
        return _Decoder(body, writable).decode(json.loads(header.decode("utf-8")), 0)
    except WireError:
        raise
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise WireError(type(error).__name__) from None


class _Decoder:
    __slots__ = ("body", "hashed", "writable")

    def __init__(self, body: bytes, writable: bool) -> None:
        self.hashed = 0
        self.body = body
        self.writable = writable

    def decode(self, tree: Any, depth: int) -> Any:
        exact = type(tree)
        if tree is None or exact is bool or exact is float:
            return tree
        if exact is int:
            return _integer(tree, -(1 << 63), (1 << 64) - 1)
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
        return [self.decode(item, depth) for item in items]

    def _list(self, tree: list[Any], depth: int) -> list[Any]:
        return self._items(tree[1], depth)

    def _tuple(self, tree: list[Any], depth: int) -> tuple[Any, ...]:
        return tuple(self._items(tree[1], depth))

    def _set(self, tree: list[Any], depth: int) -> set[Any]:
        items = self._items(tree[1], depth)
        self.hashed = _counted(self.hashed, len(items))
        try:
            return set(items)
        except TypeError:
            raise WireError("unhashable item") from None

    def _dict(self, tree: list[Any], depth: int) -> dict[Any, Any]:
        if type(tree[1]) is not list:
            raise WireError("not pairs")
        self.hashed = _counted(self.hashed, len(tree[1]))
        built = {}
        for pair in tree[1]:
            if type(pair) is not list or len(pair) != 2:
                raise WireError("not a pair")
            try:
                built[self.decode(pair[0], depth)] = self.decode(pair[1], depth)
            except TypeError:
                raise WireError("unhashable key") from None
        return built

    def _complex(self, tree: list[Any], _depth: int) -> complex:
        if type(tree[1]) is not float or type(tree[2]) is not float:
            raise WireError("not a complex number")
        return complex(tree[1], tree[2])

    def _big_integer(self, tree: list[Any], _depth: int) -> int:
        if type(tree[1]) is not str or len(tree[1]) > 2500:
            raise WireError("not an integer")
        return int(tree[1], 16)

    def _bytes(self, tree: list[Any], _depth: int) -> bytes:
        offset, size = (_integer(n, 0, len(self.body)) for n in tree[1:])
        if offset + size > len(self.body):
            raise WireError("outside the body")
        return self.body[offset : offset + size]

    def _array(self, tree: list[Any], _depth: int) -> NDArray[Any]:
        dtype, shape = _dtype(tree[1]), tree[2]
        if type(shape) is not list or len(shape) > MAX_DIMENSIONS:
            raise WireError("not a shape")
        size = 1
        for side in shape:
            size *= _integer(side, 0, MAX_BODY)
            if size > MAX_BODY:
                raise WireError("too large")
        if size == 0:
            if sum(shape) > MAX_EMPTY_LENGTH:
                raise WireError("too large")
            return np.empty(shape, dtype)
        flat = self._flat(dtype, size, tree[3])
        return flat.reshape(shape).copy() if self.writable else flat.reshape(shape)

    def _scalar(self, tree: list[Any], _depth: int) -> Any:
        return self._flat(_dtype(tree[1]), 1, tree[2])[0]

    def _opaque(self, tree: list[Any], _depth: int) -> Opaque:
        if type(tree[1]) is not str:
            raise WireError("not a name")
        return Opaque(_text(tree[1])[:80])

    def _flat(self, dtype: np.dtype[Any], size: int, offset: Any) -> NDArray[Any]:
        start = _integer(offset, 0, len(self.body))
        if start % _ALIGN or start + size * dtype.itemsize > len(self.body):
            raise WireError("outside the body")
        found = np.frombuffer(self.body, dtype, size, start)
        # two kinds of bytes that numpy trusts blindly
        if dtype.kind == "b" and found.view("u1").max() > 1:
            raise WireError("not booleans")
        if dtype.kind == "U":
            points = found.view("<u4")
            if points.max() > 0x10FFFF or ((points >= 0xD800) & (points < 0xE000)).any():
                raise WireError("not text")
        return found


_BUILDERS = {
    "l": (_Decoder._list, 2),
    "t": (_Decoder._tuple, 2),
    "S": (_Decoder._set, 2),
    "d": (_Decoder._dict, 2),
    "c": (_Decoder._complex, 3),
    "i": (_Decoder._big_integer, 2),
    "b": (_Decoder._bytes, 3),
    "a": (_Decoder._array, 4),
    "n": (_Decoder._scalar, 3),
    "o": (_Decoder._opaque, 2),
}


def _counted(before: int, more: int) -> int:
    if before + more > MAX_HASHED:
        raise WireError("too large")
    return before + more


def _integer(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise WireError("not an integer in range")
    return value


def _text(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def _dtype(name: Any) -> np.dtype[Any]:
    if type(name) is not str:
        raise WireError("not a dtype")
    found = _NUMERIC.get(name)
    if found is not None:
        return found
    if _SIZED.match(name) or _TIMES.match(name):
        return np.dtype(name)
    raise WireError("not a dtype")
