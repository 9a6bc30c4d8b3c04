"""The wire's decoder, and what reads the answers in it: a hostile process wrote every byte."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.model import Execution, Outcome, Raised
from grader.sandbox import answers, wire
from grader.sandbox.ended import Ended
from grader.sandbox.wire import Opaque, WireError

TOKEN = 7
_KINDS = (wire.LOAD, wire.LOADED, wire.QUESTION, wire.ANSWER, wire.READY)
_LEAVES = {type(None), bool, int, float, complex, str, bytes, Opaque}


def check(data: bytes) -> None:
    """Read a frame: a plain value or a WireError, and nothing else."""
    try:
        _kind, header_size, _body_size = wire.sizes(data[: wire.HEAD.size])
    except WireError:
        # the rest is worth looking at even when the head is not
        header_size = int.from_bytes(data[:2], "little") % (len(data) + 1)
    else:
        assert header_size <= wire.MAX_HEADER
    start = wire.HEAD.size + header_size
    for trusted in (False, True):
        try:
            value = wire.unpack(data[wire.HEAD.size : start], data[start:], trusted=trusted)
        except WireError:
            continue
        _assert_plain(value)
        _assert_sendable(value)
        _assert_judged(value)


def seeds() -> Iterator[bytes]:
    """Give frames of every kind of value."""
    values: list[Any] = [
        None, True, -1, 1 << 80, 0.5, 1j, "text", b"bytes", [1, [2]], (1, "2"), {1, 2},
        frozenset({"a"}), {"a": 1, (1, 2): None}, np.arange(6.0).reshape(2, 3), np.float32(2),
        np.array(["á", "b"]), np.array([b"x"]), np.array([True]), np.zeros((0, 3)), object(),
        np.array(["2020-01-01"], "M8[D]"), [TOKEN, "value", np.ones(3)], [TOKEN, "missing", "f"],
        [TOKEN, "raised", ["ValueError", "why", 1, 2]], [TOKEN, "memory", None],
        [[0, ["NameError", "x", None, None]], [2, ["E", "", 3, 4]]],
    ]  # fmt: skip
    for number, value in enumerate(values):
        yield wire.pack(_KINDS[number % len(_KINDS)], value)


def _assert_plain(value: Any) -> None:
    if isinstance(value, np.ndarray | np.generic):
        assert type(value) is np.ndarray or type(value).__module__ == "numpy"
        assert value.dtype.kind in "biufcUSmM"
        np.asarray(value).tolist()
        np.array_equal(value, np.copy(value))
    elif type(value) is dict:
        for pair in value.items():
            _assert_plain(list(pair))
    elif type(value) in (list, tuple, set, frozenset):
        for below in value:
            _assert_plain(below)
    else:
        assert type(value) in _LEAVES, type(value)
        repr(value).encode()


def _assert_sendable(value: Any) -> None:
    try:
        again = wire.round_trip(value)
    except WireError:  # too large
        return
    assert type(again) is type(value) or type(value) is Opaque


def _assert_judged(value: Any) -> None:
    try:
        outcome = answers.outcome(value, TOKEN, "")
        assert type(outcome) is Outcome
    except Ended:
        pass
    try:
        failures = answers.load_failures(value, 3)
        assert all(type(raised) is Raised for _index, raised in failures)
        Execution((), failures)
    except Ended:
        pass
