"""Write what a child is told, read what it answers; shared by every executor with a child."""

from typing import Any

from grader.model import Extraction, Raised, Status, Text
from grader.remote.errors import Ended, MissingName
from grader.remote.reference import Reference
from grader.remote.session import Batch, OperationError
from grader.sandbox import wire

_NAME_SIZE, _MESSAGE_SIZE = 80, 500
"""Characters kept of an exception's name and message; an honest child sends no more."""
_MAX_LINE = 1_000_000


def load_frame(extraction: Extraction) -> bytes:
    """Pack a submission's statements for its child, which hears no name that was asked for."""
    chunks, blocks = extraction.chunks, extraction.blocks.values()
    content = {
        "chunks": [[c.cell, c.line, c.source] for c in chunks],
        "blocks": [[c.cell, c.line, c.source] for c in blocks],
    }
    return wire.pack(wire.LOAD, content)


def batch_frame(batch: Batch, token: int) -> bytes:
    """Pack a batch of operations. Raises TypeError for what cannot be sent."""
    content = [token, batch.operations, batch.wanted, batch.is_first, batch.is_last]
    return wire.pack(wire.BATCH, content, _refuse)


def _refuse(value: Any) -> Reference:
    raise TypeError(f"{type(value).__name__} cannot be sent to the student's side")


def values(answer: Any, token: int, batch: Batch) -> list[Any]:
    """Read an ANSWER to a batch; anything else than the answer of this token ends the child.

    Raises OperationError, MissingName, Ended.
    """
    # exact types first: an array in the place of a number compares to an array
    if type(answer) is not list or [type(part) for part in answer[:2]] != [int, str]:
        raise Ended(Status.CRASHED, Text("ended.protocol"))
    if len(answer) != 3 or answer[0] != token:
        raise Ended(Status.CRASHED, Text("ended.protocol"))
    kind, content = answer[1:]
    if kind == "values" and type(content) is list and len(content) == len(batch.wanted):
        return content
    if kind == "raised" and type(content) is list and len(content) == 5:
        raise OperationError(_operation(content[0], batch), _raised(content[1:]))
    if kind == "missing":
        _operation(content, batch)
        raise MissingName
    if kind == "memory":
        raise Ended(Status.OUT_OF_MEMORY, Text("ended.memory"))
    if kind == "too_large":
        raise Ended(Status.BAD_VALUE, Text("ended.too_large"))
    raise Ended(Status.CRASHED, Text("ended.protocol"))


def _operation(number: Any, batch: Batch) -> int:
    """Return the number of one of the batch's operations, or of what one of them repeats."""
    if type(number) is int and batch.operations:
        own = [operation[0] for operation in batch.operations]
        if number in own or 0 < number < own[-1]:
            return number
    raise Ended(Status.CRASHED, Text("ended.protocol"))


def _raised(content: Any) -> Raised:
    if type(content) is list and len(content) == 4:
        name, message, cell, line = content
        numbers = all(n is None or (type(n) is int and 0 <= n < _MAX_LINE) for n in (cell, line))
        if type(name) is str and type(message) is str and numbers:
            return Raised(name[:_NAME_SIZE], message[:_MESSAGE_SIZE], cell, line)
    raise Ended(Status.CRASHED, Text("ended.protocol"))


def load_failures(failures: Any, chunks: int) -> tuple[tuple[int, Raised], ...]:
    """Read a LOADED: which of that many chunks raised, in order, each once."""
    if type(failures) is not list or len(failures) > chunks:
        raise Ended(Status.CRASHED, Text("ended.protocol"))
    found: list[tuple[int, Raised]] = []
    for pair in failures:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not int:
            raise Ended(Status.CRASHED, Text("ended.protocol"))
        if not (found[-1][0] if found else -1) < pair[0] < chunks:
            raise Ended(Status.CRASHED, Text("ended.protocol"))
        found.append((pair[0], _raised(pair[1])))
    return tuple(found)
