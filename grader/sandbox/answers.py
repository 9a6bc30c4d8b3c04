"""Write what a child is told, read what it answers; shared by every executor with a child."""

from collections.abc import Iterator, Sequence
from typing import Any

from grader.model import Extraction, Raised, Status, Text
from grader.remote.errors import Ended, MissingName, StudentError, Unanswered
from grader.remote.reference import Reference
from grader.remote.session import NESTING, Batch, Stopped
from grader.sandbox import wire
from grader.shortened import MESSAGE, shortened

_NAME_SIZE = 80
"""Characters kept of an exception's name; an honest child sends no more."""
_MAX_LINE = 1_000_000


def load_frame(extraction: Extraction) -> bytes:
    """Pack a submission's statements for its child, which hears no name that was asked for."""
    chunks, blocks = extraction.chunks, extraction.blocks.values()
    content = {
        "chunks": [[c.cell, c.line, c.source, c.apart] for c in chunks],
        "blocks": [[c.cell, c.line, c.source] for c in blocks],
    }
    return wire.pack(wire.LOAD, content)


def batch_frame(batch: Batch, token: int) -> bytes:
    """Pack a batch of operations. Raises Stopped when it is too large.

    The reference's batch was not: it is the student's own values that are sent back.
    """
    content = [token, batch.operations, batch.wanted, batch.is_first, batch.is_last]
    try:
        return wire.pack(wire.BATCH, content, _refuse)
    except wire.WireError:
        too_large = Unanswered(Status.BAD_VALUE, Text("ended.too_large"))
        raise Stopped(batch.operations[0][0], too_large) from None


def _refuse(value: Any) -> Reference:
    """Refuse what the session let through, a date of an odd unit: nothing else but an author's."""
    raise TypeError(f"{type(value).__name__} cannot be sent to the student's side")


def values(answer: Any, token: int, batch: Batch) -> list[Any]:
    """Read an ANSWER to a batch; anything else than the answer of this token ends the child.

    Raises Stopped, Unanswered, Ended.
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
        number = _raised_by(content[0], batch)
        raise Stopped(number, StudentError(_raised(content[1:])))
    if kind == "missing":
        raise Stopped(_raised_by(content, batch), MissingName())
    if kind == "memory":
        raise Stopped(
            _raised_by(content, batch), Unanswered(Status.OUT_OF_MEMORY, Text("ended.memory"))
        )
    if kind == "too_large" and content is None:
        raise Unanswered(Status.BAD_VALUE, Text("ended.too_large"))
    if kind == "no_room" and content is None:
        raise Unanswered(Status.OUT_OF_MEMORY, Text("ended.memory"))
    raise Ended(Status.CRASHED, Text("ended.protocol"))


def _raised_by(number: Any, batch: Batch) -> int:
    if type(number) is int:
        found = raised_by(number, batch)
        if found is not None:
            return found
    raise Ended(Status.CRASHED, Text("ended.protocol"))


def raised_by(number: int, batch: Batch) -> int | None:
    """Return the number of the batch's operation that this is, or is run by; None if no one is."""
    found = (one[0] for one in batch.operations if number in _numbers(one))
    return next(found, None)


def _numbers(operation: Sequence[Any]) -> Iterator[int]:
    yield operation[0]
    if operation[1] in NESTING:
        for inner in operation[-2]:
            yield from _numbers(inner)


def _raised(content: Any) -> Raised:
    if type(content) is list and len(content) == 4:
        name, message, cell, line = content
        numbers = all(n is None or (type(n) is int and 0 <= n < _MAX_LINE) for n in (cell, line))
        if type(name) is str and type(message) is str and numbers:
            return Raised(name[:_NAME_SIZE], shortened(message, MESSAGE), cell, line)
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
