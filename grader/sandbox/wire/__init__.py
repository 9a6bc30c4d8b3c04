"""The wire between the grader and the student's process: plain values in checked frames, no pickle.

A frame is ``magic kind header_size body_size`` (16 bytes, little endian), a JSON header and a body
of raw buffers, each 16-byte aligned. The header is a tree of tagged values::

    null true false number "text"       themselves
    ["l", [..]] ["t", [..]]             list, tuple
    ["S", [..]] ["F", [..]]             set, frozenset
    ["d", [[key, value], ..]]           dict
    ["c", re, im]  ["i", "0x.."]        complex, integer beyond 64 bits
    ["b", offset, size]                 bytes in the body
    ["a", dtype, [shape], offset]       array in the body
    ["n", dtype, offset]                numpy scalar in the body
    ["h", number]                       a `Reference` to something on the student's side
    ["o", type name]                    anything else: an `Opaque`, equal to nothing

Buffers lie in the body in the order in which the tree names them, so that no byte is used twice: a
small frame cannot become a large value. The decoder reads what a hostile process wrote: every tag,
type, size, offset, shape and dtype is checked, and only plain Python values and read-only
base-class arrays are ever built.
"""

from grader.sandbox.wire.decode import unpack
from grader.sandbox.wire.encode import pack
from grader.sandbox.wire.frame import (
    ANSWER,
    BATCH,
    HEAD,
    LOAD,
    LOADED,
    MAGIC,
    MAX_BODY,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_DIMENSIONS,
    MAX_EMPTY_LENGTH,
    MAX_HASHED,
    MAX_HEADER,
    READY,
    RESULTS,
    Opaque,
    WireError,
    sizes,
)
from grader.sandbox.wire.round_trip import as_received, round_trip

__all__ = [
    "ANSWER",
    "BATCH",
    "HEAD",
    "LOAD",
    "LOADED",
    "MAGIC",
    "MAX_BODY",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_DIMENSIONS",
    "MAX_EMPTY_LENGTH",
    "MAX_HASHED",
    "MAX_HEADER",
    "READY",
    "RESULTS",
    "Opaque",
    "WireError",
    "as_received",
    "pack",
    "round_trip",
    "sizes",
    "unpack",
]
