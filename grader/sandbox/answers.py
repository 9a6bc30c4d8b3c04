"""Write what a child is told, read what it answers; shared by every executor with a child."""

from typing import Any

from grader.model import Extraction, Outcome, Raised, Status, Text
from grader.sandbox import wire
from grader.sandbox.ended import Ended

_NAME_SIZE, _MESSAGE_SIZE = 80, 500
"""Characters kept of an exception's name and message; an honest child sends no more."""
_MAX_LINE = 1_000_000


def load_frame(extraction: Extraction) -> bytes:
    """Pack a submission's statements for its child."""
    blocks = extraction.blocks.items()
    content = {
        "chunks": [[c.cell, c.line, c.source] for c in extraction.chunks],
        "names": extraction.names,
        "blocks": {name: [c.cell, c.line, c.source] for name, c in blocks},
    }
    return wire.pack(wire.LOAD, content)


def outcome(answer: Any, token: int, printed: str) -> Outcome:
    """Read an ANSWER; anything but the answer to the question of this token ends the child."""
    # exact types first: an array in the place of a number compares to an array
    if type(answer) is not list or [type(part) for part in answer[:2]] != [int, str]:
        raise Ended(Status.CRASHED, Text("ended.protocol"))
    if len(answer) != 3 or answer[0] != token:
        raise Ended(Status.CRASHED, Text("ended.protocol"))
    kind, content = answer[1:]
    if kind == "value":
        return Outcome(Status.PASSED, content, printed=printed)
    if kind == "raised":
        return Outcome(Status.RAISED, raised=_raised(content), printed=printed)
    if kind == "missing":
        return Outcome(Status.MISSING, printed=printed)
    if kind == "memory":
        return Outcome(Status.OUT_OF_MEMORY, why=Text("ended.memory"), printed=printed)
    if kind == "too_large":
        return Outcome(Status.BAD_VALUE, why=Text("ended.too_large"), printed=printed)
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
