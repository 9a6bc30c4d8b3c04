"""The child's side of the conversation: load one submission, answer batches until killed.

Runs locked down, beside hostile code: nothing it says is believed except as a claimed value.

Frames in, on descriptor 3::

    LOAD      {"chunks": [[cell, line, source, apart], ..], "blocks": [[cell, line, source], ..]}
    BATCH     [token, operations, wanted, is_first, is_last]     see `grader/remote/session.py`

Frames out: one when it is locked down, then one for each frame in, in order::

    READY     null
    LOADED    [[chunk index, raised], ..]       raised = [type, message, cell, line]
    ANSWER    [token, "values", [value, ..]] | [token, "raised", [number, *raised]]
              | [token, "missing", number] | [token, "memory", number]
              | [token, "no_room", None] | [token, "too_large", None]

The last two when every operation was performed, and the values could not be written.
"""

import contextlib
import gc
import os
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TextIO

from grader.model import Chunk, Raised
from grader.sandbox import loading, wire
from grader.sandbox.server import NotDefined, OperationFailed, Server

EXIT_NO_MEMORY = 7
"""The exit code of a child that had not even enough memory left to say so."""
_EXIT_HUNG_UP = 4
_READ_SIZE = 1 << 16
_COLLECTIONS = (7_000, 10, 10)
"""Rarer than Python's own: scalar autograd makes little else than cycles, a tenth of its time."""


def converse(
    modules: Mapping[str, types.ModuleType],
    reading: int = wire.RESULTS,
    writing: int = wire.RESULTS,
) -> NoReturn:
    """Serve one submission. Never returns: the grader kills this process when it has enough.

    After `hide_ourselves`.
    """
    stdout = sys.stdout
    gc.enable()
    gc.set_threshold(*_COLLECTIONS)
    _write(writing, wire.pack(wire.READY, None))
    inbox = _Inbox(reading)
    load = inbox.read()
    chunks, blocks = ([Chunk(*one) for one in load[key]] for key in ("chunks", "blocks"))
    loaded, failed = loading.load(chunks, blocks, modules)
    _flush(stdout)
    _write(writing, wire.pack(wire.LOADED, [[i, _plain(error)] for i, error in failed]))
    server = Server(loaded)
    try:
        while True:
            batch = inbox.read()
            frame = answer(server, *batch)
            _flush(stdout)
            _write(writing, frame)
            is_last = batch[-1]
            del batch, frame
            if is_last:
                server.forget()  # now, while no answer is awaited that a destructor could give
    except MemoryError:
        os._exit(EXIT_NO_MEMORY)


def hide_ourselves() -> None:
    """Let no import of a student's find the grader: nothing of it is theirs to use.

    Done once, by whoever starts children: letting go of modules costs each child a third of a fork.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] == "grader"]:
        del sys.modules[name]
    modules: dict[str, Any] = vars(sys)["modules"]
    modules["grader"] = None  # an import of it fails


def _flush(stdout: TextIO) -> None:
    """Send printed text before the answer, so that the grader finds it when the answer arrives."""
    with contextlib.suppress(BaseException):
        stdout.flush()
        sys.stdout.flush()  # the student may have put another in its place


def answer(
    server: Server,
    token: int,
    operations: Any,
    wanted: Any,
    is_first: bool,
    is_last: bool,
    cell_of: Callable[[str], int | None] = loading.cell_number,
) -> bytes:
    """Perform a batch; return the ANSWER. `cell_of` tells a cell by a code object's file name."""
    if is_first:
        server.forget()
    try:
        server.perform(operations)
        keep = None if is_last else server.keep
        return wire.pack(wire.ANSWER, [token, "values", server.values(wanted)], keep)
    except OperationFailed as failed:
        return _failure(token, failed.number, failed.__cause__ or failed, cell_of)
    except MemoryError:
        return wire.pack(wire.ANSWER, [token, "no_room", None])
    except (wire.WireError, RecursionError):
        return wire.pack(wire.ANSWER, [token, "too_large", None])


def _failure(
    token: int, number: int, error: BaseException, cell_of: Callable[[str], int | None]
) -> bytes:
    if isinstance(error, NotDefined):
        return wire.pack(wire.ANSWER, [token, "missing", number])
    if isinstance(error, MemoryError):
        return wire.pack(wire.ANSWER, [token, "memory", number])
    return wire.pack(
        wire.ANSWER, [token, "raised", [number, *_plain(loading.raised(error, cell_of))]]
    )


def _plain(error: Raised) -> list[Any]:
    return [error.type, error.message, error.cell, error.line]


class _Inbox:
    """Frames as they come: mostly one in a read."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._data = b""

    def read(self) -> Any:
        """Return the value of the next frame. Ends the process when the grader hung up."""
        _kind, header_size, body_size = wire.sizes(self._take(wire.HEAD.size))
        header = self._take(header_size)
        return wire.unpack(header, self._take(body_size), trusted=True)

    def _take(self, size: int) -> bytes:
        if len(self._data) < size:
            parts, missing = [self._data], size - len(self._data)
            while missing > 0:
                part = os.read(self._descriptor, max(missing, _READ_SIZE))
                if not part:
                    os._exit(_EXIT_HUNG_UP)
                parts.append(part)
                missing -= len(part)
            self._data = b"".join(parts)
        taken, self._data = self._data[:size], self._data[size:]
        return taken


def _write(descriptor: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(descriptor, view) :]
