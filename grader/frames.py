"""Plain values as bytes: frames of the wire format, one after the other. Never pickle."""

from collections.abc import Iterator
from typing import Any

from grader.sandbox import wire


def written(*values: Any) -> bytes:
    """Return values as frames. Raises WireError for what is too large or nested too deeply."""
    return b"".join(wire.pack(wire.ANSWER, value) for value in values)


def read(content: bytes) -> Iterator[Any]:
    """Yield the values of frames. Raises WireError, ValueError for anything else."""
    start = 0
    while start < len(content):
        _kind, header, body = wire.sizes(content[start : start + wire.HEAD.size])
        start += wire.HEAD.size
        middle, end = start + header, start + header + body
        if end > len(content):
            raise ValueError("a frame is cut off")
        yield wire.unpack(content[start:middle], content[middle:end], trusted=True)
        start = end
