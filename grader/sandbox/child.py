"""The child's side of the conversation: load one submission, answer questions until killed.

Runs locked down, beside hostile code: nothing it says is believed except as a claimed value.

Frames in, on descriptor 3::

    LOAD      {"chunks": [[cell, line, source], ..], "names": {..}, "blocks": {name: [..]}}
    QUESTION  {"token": n, "exercise": name, "case": name, "inputs": {..}, "seed": n}

Frames out: one when it is locked down, then one for each frame in, in order::

    READY     null
    LOADED    [[chunk index, raised], ..]       raised = [type, message, cell, line]
    ANSWER    [token, "value", value] | [token, "raised", raised] | [token, "missing", name]
              | [token, "memory", None] | [token, "too_large", None]
"""

import contextlib
import gc
import os
import sys
import types
from collections.abc import Mapping
from typing import Any, NoReturn, TextIO

from grader.exercise import Case, Exercise
from grader.model import Chunk, Raised
from grader.sandbox import student, wire

EXIT_NO_MEMORY = 7
"""The exit code of a child that had not even enough memory left to say so."""
_EXIT_HUNG_UP = 4


def converse(
    exercises: Mapping[str, Exercise],
    modules: Mapping[str, types.ModuleType],
    reading: int = wire.RESULTS,
    writing: int = wire.RESULTS,
) -> NoReturn:
    """Serve one submission. Never returns: the grader kills this process when it has enough."""
    stdout = sys.stdout
    gc.enable()
    _write(writing, wire.pack(wire.READY, None))
    _kind, load = _read(reading)
    chunks = [Chunk(*chunk) for chunk in load["chunks"]]
    blocks = {name: Chunk(*chunk) for name, chunk in load["blocks"].items()}
    someone, failed = student.load(chunks, load["names"], blocks, modules)
    _flush(stdout)
    _write(writing, wire.pack(wire.LOADED, [[i, _plain(error)] for i, error in failed]))
    try:
        while True:
            _kind, question = _read(reading)
            frame = _answer(exercises[question["exercise"]], someone, question)
            _flush(stdout)
            _write(writing, frame)
    except MemoryError:
        os._exit(EXIT_NO_MEMORY)


def _flush(stdout: TextIO) -> None:
    """Send printed text before the answer, so that the grader finds it when the answer arrives."""
    with contextlib.suppress(BaseException):
        stdout.flush()
        sys.stdout.flush()  # the student may have put another in its place


def _answer(exercise: Exercise, someone: student.Student, question: dict[str, Any]) -> bytes:
    token = question["token"]
    case = Case(question["case"], **question["inputs"])
    try:
        value = student.ask(exercise, someone, case, question["seed"])
        return wire.pack(wire.ANSWER, [token, "value", value])
    except student.MissingName as missing:
        return wire.pack(wire.ANSWER, [token, "missing", str(missing)])
    except MemoryError:
        return wire.pack(wire.ANSWER, [token, "memory", None])
    except wire.WireError:
        return wire.pack(wire.ANSWER, [token, "too_large", None])
    except BaseException as error:
        return wire.pack(wire.ANSWER, [token, "raised", _plain(student.raised(error))])


def _plain(error: Raised) -> list[Any]:
    return [error.type, error.message, error.cell, error.line]


def _read(descriptor: int) -> tuple[int, Any]:
    kind, header_size, body_size = wire.sizes(_read_exactly(descriptor, wire.HEAD.size))
    header = _read_exactly(descriptor, header_size)
    return kind, wire.unpack(header, _read_exactly(descriptor, body_size), trusted=True)


def _read_exactly(descriptor: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            os._exit(_EXIT_HUNG_UP)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(descriptor: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(descriptor, view) :]
