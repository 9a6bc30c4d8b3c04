"""The wire: plain values come out as they went in, all else as a name, nothing too large."""

import contextlib
import itertools
import time
import tracemalloc
import warnings
from collections import OrderedDict, namedtuple
from typing import Any

import numpy as np
import pytest
from framing import decoded, parts, round_trip, same

from grader.remote.reference import Reference
from grader.sandbox import wire
from grader.sandbox.wire import Opaque, WireError

EXACT: list[Any] = [
    None, True, False, 0, -1, 2**63, 2**64, -(2**63) - 1, 7**500, 0.0, -0.0, 1e-320, 1e308,
    float("inf"), float("-inf"), float("nan"), 1 + 2j, complex(float("nan"), -0.0),
    "", "ação ñ 😀", "\x00\x1b[31m", b"", b"\x00\xff" * 9,
    [], (), {}, set(), frozenset(), [[], ({},)], (1,), {"a": [1, (2.5, None)]},
    {1: "int", "1": "text", (1, "x"): 2, None: 3, frozenset({4}): 5, b"b": 6}, {frozenset({1}), 2},
    np.float32(1.5), np.float64(-0.0), np.int8(-3), np.bool_(True), np.complex64(1j),
    np.str_("só"), np.bytes_(b"ab"), np.datetime64("2024-02-29", "D"), np.timedelta64(-3, "ms"),
    np.float64("nan"), np.datetime64("NaT", "s"),
    np.arange(6.0).reshape(2, 3), np.array(5), np.array(-0.0), np.zeros((0, 3)),
    np.zeros((3, 0, 2)),
    np.array([np.nan, np.inf, -0.0]), np.array([True, False]), np.array([["á", "bc"], ["", "😀"]]),
    np.array([b"x", b"yz"]), np.array(["2024-01-01", "NaT"], "M8[D]"), np.array([1, 2], "m8[us]"),
]  # fmt: skip
with warnings.catch_warnings():  # later versions of numpy advise against it
    warnings.simplefilter("ignore", DeprecationWarning)
    UNITLESS = np.array([1], "m8")


@pytest.mark.parametrize("value", EXACT, ids=repr)
def test_a_plain_value_comes_back_as_it_was(value: Any) -> None:
    assert same(round_trip(value), value)


@pytest.mark.parametrize("code", "?bBhHiIlLqQefdFD")
def test_every_number_dtype_crosses_in_any_layout(code: str) -> None:
    plain = np.arange(24).reshape(2, 3, 4).astype(code)
    layouts = [
        np.asfortranarray(plain), plain[::2, ::-1, ::3], plain.T,
        plain.astype(plain.dtype.newbyteorder(">")), np.broadcast_to(plain[0], (2, 3, 4)),
    ]  # fmt: skip
    for sent in layouts:
        got = round_trip(sent)
        assert got.dtype == plain.dtype
        assert got.dtype.isnative
        assert np.array_equal(got, sent)


def test_arrays_arrive_read_only_unless_they_are_for_an_exercise() -> None:
    assert not round_trip(np.ones(3)).flags.writeable
    writable = round_trip([np.ones(3), np.ones(())], trusted=True)
    writable[0][0] = 7
    writable[1][...] = 7
    assert same(writable, [np.array([7.0, 1.0, 1.0]), np.array(7.0)])


def test_lone_surrogates_are_replaced() -> None:
    assert round_trip("a\ud800b") == "a?b"
    assert round_trip({"\udfff": 1}) == {"?": 1}


def test_numbers_of_more_digits_cross_as_far_as_a_float_goes() -> None:
    assert same(round_trip(np.longdouble("0.1")), np.float64(0.1))
    assert same(round_trip(np.clongdouble(1 + 2j)), np.complex128(1 + 2j))
    beyond = np.array([1.5, 10.0], dtype=np.longdouble) ** 400
    with np.errstate(over="raise"):
        found = round_trip(beyond)
    assert found.dtype == np.float64
    assert same(found, np.array([1.5**400, np.inf]))


class _LyingArray(np.ndarray):
    dtype = ndim = size = shape = property(lambda self: 1 / 0)  # type: ignore[assignment]
    __class__ = property(lambda self: 1 / 0)  # type: ignore[assignment]


class _LyingNumber(np.float64):
    dtype = property(lambda self: 1 / 0)  # type: ignore[assignment]


class _Claims:
    __class__ = np.ndarray  # type: ignore[assignment]


class _Stops:
    __class__ = property(lambda self: 1 / 0)  # type: ignore[assignment]


class _Nameless(type):
    __name__ = property(lambda self: 1 / 0)  # type: ignore[assignment]


class _OfNameless(metaclass=_Nameless): ...


def test_what_lies_about_its_class_or_itself_is_sent_as_what_it_is() -> None:
    lying = np.ones((2, 2)).view(_LyingArray)
    long = ["x" * 9000]  # of frames as long as this it is looked how large lists become
    assert same(round_trip([lying, _LyingNumber(7), long]), [np.ones((2, 2)), np.float64(7), long])
    found = round_trip([_Claims(), _Stops(), _OfNameless()])
    assert found == [Opaque("_Claims"), Opaque("_Stops"), Opaque("_OfNameless")]


class AnArray(np.ndarray): ...


class AFloat(float): ...


class AnInt(int): ...


class AText(str): ...


class AList(list[Any]): ...


class ADict(dict[Any, Any]): ...


class AFloat64(np.float64): ...


Pair = namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (AFloat(1), "AFloat"), (AnInt(1), "AnInt"), (AText("x"), "AText"), (AList(), "AList"),
        (ADict(), "ADict"), (OrderedDict(), "OrderedDict"), (Pair(1, 2), "Pair"),
        (object(), "object"), (range(3), "range"), (iter([]), "list_iterator"),
        (len, "builtin_function_or_method"),
        ((n for n in range(0)), "generator"), (np.random.default_rng(0), "Generator"),
        (np, "module"),
        (np.array([None]), "ndarray of objects"), (UNITLESS, "ndarray of objects"),
        (np.zeros(1, [("x", "f8")]), "ndarray of objects"),
        (np.array([1], "M8[25s]"), "ndarray of objects"),
        (np.zeros(1, "V4")[0], "void"),
        (type("L" * 999, (), {})(), "L" * 80),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)  # fmt: skip
def test_what_is_not_plain_becomes_its_name(value: Any, name: str) -> None:
    assert round_trip([value]) == [Opaque(name)]


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_array_subclasses_become_plain_arrays() -> None:
    masked = np.ma.array([1.0, 2.0], mask=[True, False])
    for sent in (
        np.arange(2.0).view(AnArray),
        np.matrix([[1.0, 2.0]]),
        masked,
    ):
        got = round_trip(sent)
        assert type(got) is np.ndarray
        assert same(got, np.array(np.ndarray.view(sent, np.ndarray)))
    assert same(round_trip(AFloat64(2.5)), np.float64(2.5))


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        (nested(wire.MAX_DEPTH + 1), nested(wire.MAX_DEPTH + 2)),
        ("x" * (wire.MAX_HEADER - 2), "x" * (wire.MAX_HEADER - 1)),
        (np.zeros(wire.MAX_BODY, "i1"), np.zeros(wire.MAX_BODY + 1, "i1")),
        ([bytes(wire.MAX_BODY // 2)] * 2, [bytes(wire.MAX_BODY // 2 + 1)] * 2),
        (dict.fromkeys(range(wire.MAX_HASHED)), dict.fromkeys(range(wire.MAX_HASHED + 1))),
        ([set(range(2000))] * 2, [set(range(2000))] * 3),
        (set(itertools.product(range(2), repeat=8)), set(itertools.product(range(2), repeat=9))),
        (16**wire.MAX_DIGITS - 1, 16**wire.MAX_DIGITS),
        (np.zeros((1,) * wire.MAX_DIMENSIONS), np.zeros((1,) * (wire.MAX_DIMENSIONS + 1))),
        (np.zeros((0, wire.MAX_EMPTY_LENGTH)), np.zeros((0, wire.MAX_EMPTY_LENGTH + 1))),
    ],
    ids=["depth", "header", "array", "body", "keys", "items", "tuples", "digits", "dims", "empty"],
)
def test_what_can_be_packed_can_be_unpacked_and_beyond_the_limit_neither(
    fits: Any, too_much: Any
) -> None:
    assert same(round_trip(fits), fits)
    with pytest.raises(WireError):
        wire.pack(wire.ANSWER, too_much)


def test_a_broadcast_view_that_pretends_to_be_huge_is_not_written_out() -> None:
    with pytest.raises(WireError):
        wire.pack(wire.ANSWER, np.broadcast_to(1.0, (1 << 40,)))


def test_a_list_that_holds_itself_is_too_deep() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(WireError):
        wire.pack(wire.ANSWER, endless)


def test_packing_is_repeatable() -> None:
    value = {"a": np.arange(3), "b": [1, "x", {2.5}]}
    assert wire.pack(wire.ANSWER, value) == wire.pack(wire.ANSWER, value)
    assert parts(wire.pack(wire.ANSWER, value)) == parts(wire.pack(wire.BATCH, value))


@pytest.mark.parametrize(
    "header",
    [
        b'["l",[' + b'["l",[]],' * 230_000 + b"0]]",
        b'["l",[' + b",".join([b'["a","|i1",[0],0]'] * 110_000) + b"]]",
        b'["d",[' + b",".join([b'[null,"\\u1234"]'] * 110_000) + b"]]",
        b"[" * wire.MAX_HEADER,
        b'["l",[' + b"9" * wire.MAX_HEADER,
        b'["i","0x' + b"f" * wire.MAX_HEADER + b'"]',
    ],
    ids=["lists", "arrays", "pairs", "brackets", "digits", "hexadecimal"],
)
def test_the_worst_headers_cost_bounded_time(header: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(WireError):
        wire.unpack(header, bytes(16))
    assert time.process_time() - started < 5


def test_the_header_that_grows_most_stays_below_100_times_its_size() -> None:
    header = b'["l",[' + b'["l",[]],' * 100_000 + b"0]]"
    tracemalloc.start()
    wire.unpack(header, b"")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * len(header)


def test_colliding_hashes_cost_bounded_time() -> None:
    modulus = (1 << 61) - 1  # an int hashes to its remainder
    colliding = [["i", hex(n * modulus)] for n in range(1, wire.MAX_HASHED + 1)]
    started = time.process_time()
    assert len(decoded(["S", colliding])) == wire.MAX_HASHED
    with pytest.raises(WireError):
        decoded(["d", [[key, 0] for key in [*colliding, 1]]])
    assert time.process_time() - started < 10


def test_what_is_not_plain_is_kept_on_this_side_when_it_may_be() -> None:
    kept: list[Any] = []

    def keep(value: Any) -> Reference:
        kept.append(value)
        return Reference(-len(kept))

    thing, table = object(), np.array([None])
    value = [1.5, thing, {"a": (table, thing)}, len]
    frame = wire.pack(wire.ANSWER, value, keep)
    came = [1.5, Reference(-1), {"a": (Reference(-2), Reference(-3))}, Reference(-4)]
    assert wire.unpack(*parts(frame)) == came
    assert [kept[0] is thing, kept[1] is table, kept[2] is thing, kept[3] is len] == [True] * 4
    names = ["object", "ndarray of objects", "object", "builtin_function_or_method"]
    one, other, again, function = map(Opaque, names)
    assert round_trip(value) == [1.5, one, {"a": (other, again)}, function]


@pytest.mark.parametrize("number", [0, 1, -1, 1 << 40, -(1 << 40)])
def test_a_reference_crosses_as_its_number(number: int) -> None:
    assert round_trip([Reference(number)]) == [Reference(number)]
    assert wire.as_received(wire.pack(wire.BATCH, Reference(number))) == Reference(number)


def test_references_are_bounded_by_the_frame() -> None:
    with pytest.raises(WireError):
        wire.pack(wire.ANSWER, [object()] * 400_000, lambda _value: Reference(-123456))
