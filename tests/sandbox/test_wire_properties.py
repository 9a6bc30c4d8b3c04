"""The wire, on values and on damage that nobody thought of."""

import contextlib
import time
from typing import Any

import numpy as np
from framing import parts, round_trip, same
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.remote.reference import Reference
from grader.sandbox import wire
from grader.sandbox.wire import Opaque, WireError

_PLAIN = {
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    list,
    tuple,
    set,
    frozenset,
    dict,
    Opaque,
    Reference,
}
_CODES = "?bBhHiIqQefdFD"

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.one_of(st.integers(), st.floats(), st.complex_numbers(), st.booleans())
numeric = st.sampled_from(_CODES).map(np.dtype)
sized = st.one_of(
    hnp.unicode_string_dtypes(endianness="<", max_len=5),
    hnp.byte_string_dtypes(max_len=5),
    st.sampled_from(["<M8[D]", "<M8[ns]", "<m8[h]", "<m8[us]"]).map(np.dtype),
)


def entries(dtype: np.dtype[Any]) -> Any:
    if dtype.kind != "U":
        return hnp.from_dtype(dtype)
    characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return st.text(characters, max_size=dtype.itemsize // 4)


arrays = st.one_of(numeric, sized).flatmap(
    lambda dtype: hnp.arrays(
        dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=4), elements=entries(dtype)
    )
)
scalars = numeric.flatmap(lambda dtype: hnp.from_dtype(dtype)).map(np.asarray).map(lambda a: a[()])
references = st.integers(-(1 << 40), 1 << 40).map(Reference)
leaves = st.one_of(st.none(), numbers, text, st.binary(max_size=20), references)
keys = st.recursive(
    leaves, lambda key: st.one_of(st.tuples(key, key), st.frozensets(key, max_size=3)), max_leaves=4
)
values = st.recursive(
    st.one_of(leaves, arrays, scalars),
    lambda value: st.one_of(
        st.lists(value, max_size=4),
        st.lists(value, max_size=4).map(tuple),
        st.dictionaries(keys, value, max_size=4),
        st.sets(keys, max_size=4),
    ),
    max_leaves=12,
)


@given(values)
@settings(max_examples=100, deadline=None)
def test_every_plain_value_comes_back_as_it_was(value: Any) -> None:
    assert same(round_trip(value), value)
    assert same(round_trip(value, trusted=True), value)


@given(arrays, st.sampled_from(["C", "F"]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_layout_changes_an_array(array: Any, order: Any, backwards: bool) -> None:
    sent = array.copy(order)
    sent = sent[::-1] if backwards and sent.ndim else sent
    swapped = sent.astype(sent.dtype.newbyteorder(">"))
    assert same(round_trip(sent), np.ascontiguousarray(sent).reshape(sent.shape))
    assert same(round_trip(swapped), round_trip(sent))


@given(st.binary(max_size=200), st.binary(max_size=64))
@settings(max_examples=100, deadline=None)
def test_random_bytes_are_a_value_or_a_wire_error(header: bytes, body: bytes) -> None:
    with contextlib.suppress(WireError):
        assert_plain(wire.unpack(header, body))
    with contextlib.suppress(WireError):
        wire.sizes(body[:16])


TOKENS = [
    b"-1", b"1e999", b"NaN", b"[", b"]", b"{}", b'"a"', b'"|O"', b'"<f8"', b'"<U999999"', b'"|S0"',
    b"4294967296", b"99999999999999999999999", b"true", b"null", b'"d"', b'"n"', b'"i"', b'"S"',
    b'"F"', b'"l"', b'"b"', b"0.5", b"[0]", b"1" * 5000, b'"\\ud800"', b'"\xff"', b",", b'"M8[s]"',
    b'"0x' + b"f" * 3000 + b'"', b'["a","<f8",[0,2],0]', b'["n","|b1",0]', b'["b",0,16]', b'"h"',
    b'["h",1]', b'["h",-1]', b'["h",9999999999999]',
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Draw a frame of a real value, and damage it here and there."""
    header, body = map(bytearray, parts(wire.pack(wire.ANSWER, draw(values))))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(header)))
        kind = draw(st.sampled_from(["token", "insert", "byte", "again", "body", "cut"]))
        if kind == "token":
            header[place : place + draw(st.integers(1, 6))] = draw(st.sampled_from(TOKENS))
        elif kind == "insert":
            header[place:place] = draw(st.sampled_from(TOKENS)) + b","
        elif kind == "byte" and header:
            header[place % len(header)] = draw(st.integers(0, 255))
        elif kind == "again":
            header[place:place] = header[draw(st.integers(0, place)) : place][:60]
        elif kind == "body" and body:
            body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
        elif kind == "cut":
            del body[draw(st.integers(0, len(body))) :]
    return bytes(header), bytes(body)


@given(damaged())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_frame_is_a_plain_value_or_a_wire_error(frame: tuple[bytes, bytes]) -> None:
    started = time.process_time()
    with contextlib.suppress(WireError):
        assert_plain(wire.unpack(*frame))
    assert time.process_time() - started < 5


def assert_plain(value: Any) -> None:
    """Check that a decoded value is made of plain things only, and that each can be used."""
    if isinstance(value, np.ndarray | np.generic):
        assert type(value) is np.ndarray or type(value).__module__ == "numpy"
        assert value.dtype.kind in "biufcUSmM"
        assert value.size < 1 << 20
        assert not value.flags.writeable
        assert len(str(np.asarray(value).tolist())) >= 0
        assert np.array_equal(
            np.ravel(value), np.ravel(value.copy()), equal_nan=value.dtype.kind in "fcmM"
        )
        return
    assert value is None or type(value) in _PLAIN
    if type(value) is str:
        value.encode()
    elif type(value) is dict:
        for key, below in value.items():
            assert_plain(key)
            assert_plain(below)
    elif type(value) in (list, tuple, set, frozenset):
        for below in value:
            assert_plain(below)
    else:
        assert len(repr(value)) < 10_000
