"""What both ends of the wire agree on: the frame's head, its limits, the dtypes that may cross."""

import re
import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from grader.frozen import frozen

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
"""Keys and set items in one frame, entries of tuples among them counted one by one: more could be
chosen to collide, and cost minutes."""
MAX_DIGITS = 2500
"""Hexadecimal digits of an integer; Python writes about 4300 decimal ones without complaint."""
MAX_HANDLES = 1 << 40
"""The largest number of something that lives on the student's side."""
ALIGN = 16

# kinds of frames
LOAD, LOADED, BATCH, ANSWER, READY = 1, 2, 3, 4, 5

_NUMERIC = {d.str: d for d in (np.dtype(c).newbyteorder("<") for c in "?bBhHiIqQefdFD")}
_SIZED = re.compile(r"(<U|\|S)[1-9][0-9]{0,5}\Z")
_TIMES = re.compile(r"<[mM]8\[(?:Y|M|W|D|h|m|s|ms|us|ns)\]\Z")


class WireError(ValueError):
    """Bytes that are no frame of ours, or a value too large to send."""


@frozen
class Opaque:
    """Something a student returned that is not a plain value; it equals nothing that is judged."""

    type_name: str


def sizes(head: bytes) -> tuple[int, int, int]:
    """Read the first 16 bytes of a frame: kind, header size, body size. Raises WireError."""
    if len(head) != HEAD.size:
        raise WireError("not a frame")
    magic, kind, header_size, body_size = HEAD.unpack(head)
    if magic != MAGIC or header_size > MAX_HEADER or body_size > MAX_BODY:
        raise WireError("not a frame")
    return kind, header_size, body_size


_SHORTER = {"<f12": "<f8", "<f16": "<f8", "<c24": "<c16", "<c32": "<c16"}
"""Numbers of more digits than others have: they cross as far as a float goes."""


@lru_cache(maxsize=256)
def dtype_name(dtype: np.dtype[Any]) -> str | None:
    """Return the little-endian name under which a dtype may cross, None for any that may not."""
    if dtype.kind not in "biufcSUmM":  # numpy's newer kinds have no byte order to speak of
        return None
    name = _SHORTER.get(dtype.newbyteorder("<").str, dtype.newbyteorder("<").str)
    return name if name in _NUMERIC or _SIZED.match(name) or _TIMES.match(name) else None


def dtype_named(name: Any) -> np.dtype[Any]:
    """Return the dtype of this name. Raises WireError unless it may cross."""
    if type(name) is not str:
        raise WireError("not a dtype")
    found = _NUMERIC.get(name)
    if found is not None:
        return found
    if _SIZED.match(name) or _TIMES.match(name):
        return np.dtype(name)
    raise WireError("not a dtype")


def counted(before: int, keys: Iterable[Any]) -> int:
    """Return `before` and what these keys add to it. Raises WireError beyond MAX_HASHED."""
    after = before + sum([_weight(key) if type(key) is tuple else 1 for key in keys])
    if after > MAX_HASHED:
        raise WireError("too large")
    return after


def _weight(key: Any) -> int:
    """Return how many entries a comparison with this key may look at."""
    return 1 + sum(map(_weight, key)) if type(key) is tuple else 1
