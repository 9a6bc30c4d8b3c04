"""The decoder's side of the attack table: every one of these headers is refused."""

import itertools
from typing import Any

import numpy as np
import pytest
from framing import decoded

from grader.sandbox import wire
from grader.sandbox.wire import WireError

BODY = bytes(range(2)) * 8
"""16 bytes that would be anything."""


def array(dtype: Any, shape: Any, offset: Any = 0) -> list[Any]:
    return ["a", dtype, shape, offset]


HOSTILE = {
    # not values
    "object": {"a": 1},
    "empty list": [],
    "bare list": [1, 2],
    "tag that is no text": [["l"], []],
    "unknown tag": ["x", 1],
    "list without items": ["l"],
    "list with too much": ["l", [], []],
    "list of nothing": ["l", None],
    "text as list": ["l", "abc"],
    "integer beyond 64 bits": 1 << 64,
    # numbers
    "complex of integers": ["c", 1, 2],
    "complex of text": ["c", "1", "2"],
    "digits as number": ["i", 5],
    "no digits": ["i", "zz"],
    "too many digits": ["i", "0x" + "f" * (wire.MAX_DIGITS + 2)],
    # keys
    "list as key": ["d", [[["l", []], 1]]],
    "array as key": ["d", [[array("|u1", [16]), 1]]],
    "array as item": ["S", [array("|u1", [16])]],
    "dict as item": ["F", [["d", []]]],
    "set as item": ["S", [["S", []]]],
    "half a pair": ["d", [[1]]],
    "three in a pair": ["d", [[1, 2, 3]]],
    "pairs as text": ["d", "ab"],
    "pair as text": ["d", ["ab"]],
    "too many keys": ["d", [[i, 0] for i in range(wire.MAX_HASHED + 1)]],
    "too many items": ["S", list(range(wire.MAX_HASHED + 1))],
    "the same key too often": ["d", [[0, 0]] * (wire.MAX_HASHED + 1)],
    "too many items together": ["l", [["S", list(range(1000))]] * 5],
    # dtypes
    "objects": array("|O", [1]),
    "objects by name": array("object", [1]),
    "records": array("[('x', 'O')]", [1]),
    "records by comma": array("f8,f8", [1]),
    "void": array("|V8", [1]),
    "number as dtype": array(8, [1]),
    "list as dtype": array(["<f8"], [1]),
    "Python's name": array("float", [2]),
    "big endian": array(">f8", [2]),
    "long double": array("<f16", [1]),
    "dtype and a newline": array("<U1\n", [1]),
    "text of no length": array("<U0", [1]),
    "text of a million": array("<U1000000", [1]),
    "text longer than the body": array("<U999999", [60_000_000]),
    "time without a unit": array("<M8", [1]),
    "time in steps": array("<M8[25s]", [1]),
    # shapes
    "number as shape": array("|u1", 16),
    "negative side": array("|u1", [-1]),
    "two negative sides": array("|u1", [-4, -4]),
    "fraction as side": array("|u1", [16.0]),
    "truth as side": array("|u1", [True]),
    "nothing as side": array("|u1", [None]),
    "text as side": array("|u1", ["16"]),
    "product beyond 64 bits": array("|u1", [1 << 32, 1 << 32]),
    "product that wraps to 16": array("|u1", [1 << 60, 1 << 60, 16]),
    "empty and huge": array("<f8", [0, 1 << 62]),
    "empty and long": array("<f8", [0, wire.MAX_EMPTY_LENGTH + 1]),
    "too many dimensions": array("|u1", [1] * (wire.MAX_DIMENSIONS + 1)),
    "empty, its product beyond 64 bits": array("<f8", [0, *[1 << 20] * 16]),
    # places in the body
    "beyond the body": array("|u1", [17]),
    "before the body": array("|u1", [1], -1),
    "offset beyond": array("|u1", [1], 16),
    "offset within": array("|u1", [8], 8),
    "offset unaligned": array("|u1", [1], 1),
    "offset huge": array("|u1", [1], 1 << 63),
    "fraction as offset": array("|u1", [1], 0.0),
    "truth as offset": array("|u1", [1], False),
    "bytes beyond": ["b", 0, 17],
    "bytes of negative size": ["b", 0, -1],
    "bytes from behind": ["b", -8, 8],
    "bytes of fractional size": ["b", 0, 1.5],
    "scalar beyond": ["n", "<U5", 0],
    "scalar of objects": ["n", "|O", 0],
    "a buffer twice": ["l", [["b", 0, 16], ["b", 0, 16]]],
    "overlapping buffers": ["l", [["b", 0, 16], array("|u1", [8], 8)]],
    "buffers out of order": ["l", [array("|u1", [1], 16), array("|u1", [1], 0)]],
    # names
    "number as name": ["o", 5],
    "no name": ["o"],
    "no number": ["h"],
    "text as number": ["h", "1"],
    "fraction as number": ["h", 1.0],
    "truth as number": ["h", True],
    "number beyond all handles": ["h", (1 << 40) + 1],
    "number below all handles": ["h", -(1 << 40) - 1],
    "two numbers": ["h", 1, 2],
}


@pytest.mark.parametrize("tree", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_header_is_refused(tree: Any) -> None:
    with pytest.raises(WireError):
        decoded(tree, BODY)


@pytest.mark.parametrize(
    "header",
    [
        b"", b"{", b"nul", b'"\xff\xfe"', b'["l",[1]] x', b"9" * 5000, b"[" * 1_000_000,
        b'["l",' * 20_000 + b"1" + b"]" * 20_000, b"\xef\xbb\xbf1", b'"' + b"\\u12", b"1e", b"\x00",
        b"9" * 1_000_000,
    ],
    ids=lambda header: repr(header[:12]),
)  # fmt: skip
def test_a_header_that_is_no_json_is_refused(header: bytes) -> None:
    with pytest.raises(WireError):
        decoded(header)


def test_truth_values_are_bytes_of_0_and_1_only() -> None:
    assert decoded(["a", "|b1", [2], 0], b"\0\1").tolist() == [False, True]
    for byte in (2, 3, 128, 255):
        with pytest.raises(WireError):
            decoded(["a", "|b1", [2], 0], bytes([1, byte]))
        with pytest.raises(WireError):
            decoded(["n", "|b1", 0], bytes([byte]))


def test_text_holds_characters_only() -> None:
    for point, good in [(0x10FFFF, True), (0x110000, False), (0xFFFFFFFF, False), (0xD800, False)]:
        body = np.array([65, point], "<u4").tobytes()
        for tree in (["a", "<U2", [1], 0], ["a", "<U1", [2], 0], ["n", "<U2", 0]):
            if good:
                assert str(np.ravel(decoded(tree, body))[-1]).endswith("\U0010ffff")
            else:
                with pytest.raises(WireError):
                    decoded(tree, body)


def test_tuples_with_one_hash_are_refused_before_they_are_compared() -> None:
    # -1 and -2 hash alike, and so do all tuples of them
    ends = itertools.islice(itertools.product((-1, -2), repeat=12), 2000)
    with pytest.raises(WireError):
        decoded(["S", [["t", [-1, *end]] for end in ends]])


@pytest.mark.parametrize(
    "head",
    [
        b"", b"GRD1", b"GRD2" + bytes(12), b"GRD1" + bytes(13),
        wire.HEAD.pack(b"GRD1", 4, wire.MAX_HEADER + 1, 0),
        wire.HEAD.pack(b"GRD1", 4, 0, wire.MAX_BODY + 1),
        wire.HEAD.pack(b"GRD1", 4, 0xFFFFFFFF, 0xFFFFFFFF),
    ],
)  # fmt: skip
def test_a_head_that_is_not_ours_or_announces_too_much_is_refused(head: bytes) -> None:
    with pytest.raises(WireError):
        wire.sizes(head)


def test_an_opaque_equals_no_value_and_its_name_is_short_and_clean() -> None:
    found = decoded(["o", "\ud800" + "x" * 500])
    assert found == wire.Opaque("?" + "x" * 79)
    assert found != "?" + "x" * 79
