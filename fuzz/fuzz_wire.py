"""The wire's decoder, and what reads the answers in it: a hostile process wrote every byte."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from grader.model import Execution, Raised
from grader.remote.errors import UNFIT, Ended, StudentError, Unanswered
from grader.remote.handle import Remote, plain
from grader.remote.reference import Reference
from grader.remote.session import Batch, Session, Stopped
from grader.remote.value import (
    are,
    as_array,
    can_be_called,
    first_of,
    identities,
    is_a,
    is_class,
    parameters,
    parts,
    picked,
    type_name,
)
from grader.sandbox import answers, wire
from grader.sandbox.wire import Opaque, WireError

TOKEN = 7
BATCH = Batch([[1, "hold", None], [4, "repeat", 9, [[2, "hold", 1], [3, "hold", 2]], [3]]], [1],
              False, False)  # fmt: skip
_KINDS = (wire.LOAD, wire.LOADED, wire.BATCH, wire.ANSWER, wire.READY)
_LEAVES = {type(None), bool, int, float, complex, str, bytes, Opaque, Reference}


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
        np.array(["2020-01-01"], "M8[D]"), [TOKEN, "values", [np.ones(3)]], [TOKEN, "missing", 1],
        [TOKEN, "raised", [3, "ValueError", "why", 1, 2]], [TOKEN, "memory", 4],
        [TOKEN, "no_room", None], [TOKEN, "too_large", None],
        [TOKEN, "values", [[Reference(-1), {"a": Reference(5), Reference(2): 1}]]],
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
        assert len(answers.values(value, TOKEN, BATCH)) == len(BATCH.wanted)
    except (Ended, Unanswered):
        pass
    except Stopped as stopped:
        assert stopped.number in (1, 4)
    _assert_examined(value)
    try:
        failures = answers.load_failures(value, 3)
        assert all(type(raised) is Raised for _index, raised in failures)
        Execution((), failures)
    except Ended:
        pass


class _Saying:
    """A channel over which whatever is wanted is this value."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def exchange(self, batch: Batch) -> list[Any]:
        return [self._value] * len(batch.wanted)


def _assert_examined(value: Any) -> None:
    """Ask about a handle of it everything that can be asked: an answer, or why there is none."""
    for ask in _QUESTIONS:
        session = Session(_Saying(value))
        handle = session.record("hold", None)
        try:
            _assert_final(session.resolve([ask(session, handle), handle], is_last=True))
        except (Ended, StudentError, *UNFIT):
            pass


def _assert_final(value: Any) -> None:
    """Check that no handle is left for a check to stumble on."""
    assert type(value) not in (Remote, Reference)
    if type(value) is dict:
        for pair in value.items():
            _assert_final(list(pair))
    elif type(value) in (list, tuple, set, frozenset):
        for below in value:
            _assert_final(below)


_QUESTIONS: tuple[Callable[[Session, Any], Any], ...] = (
    lambda _, handle: plain(handle),
    lambda _, handle: [bool(handle), len(handle)],
    lambda _, handle: float(handle),
    lambda _, handle: list(handle),
    lambda _, handle: [is_class(handle), can_be_called(handle), is_a(handle, handle)],
    lambda _, handle: are([handle, handle], handle),
    lambda _, handle: type_name(handle),
    lambda _, handle: [str(parameters(handle))],
    lambda _, handle: list(parts(handle)),
    lambda _, handle: picked(handle, ["a"]),
    lambda _, handle: first_of(handle, ["a", "b"]),
    lambda _, handle: identities([handle, handle]),
    lambda _, handle: as_array(handle).shape,
    lambda session, handle: session.repeat(2, lambda: [handle()]),
    lambda session, handle: session.attempt(lambda: [handle()]),
)
