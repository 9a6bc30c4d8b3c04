"""The line between kernel and examiner: a JSON message and raw bytes, one after the other.

Standard library only: a kernel's numpy may be anything by the time that something is sent.
"""

import json
import select
import struct
from typing import IO, Any

_HEAD = struct.Struct("<II")
_LARGEST = 256 << 20
"""Bytes of a message; a saved notebook with its pictures is the largest thing there is."""


class HungUp(Exception):
    """The other side is not there any more, or does not keep to the form."""


class Line:
    """One end of a line."""

    def __init__(self, reading: IO[bytes], writing: IO[bytes]) -> None:
        self._reading = reading
        self._writing = writing

    def send(self, message: Any, content: bytes = b"") -> None:
        """Send a message and bytes with it. Raises HungUp."""
        said = json.dumps(message).encode()  # a lone surrogate is written as an escape
        try:
            self._writing.write(_HEAD.pack(len(said), len(content)) + said + content)
            self._writing.flush()
        except (OSError, ValueError, struct.error):
            raise HungUp from None

    def receive(self) -> tuple[Any, bytes]:
        """Wait for the next message. Raises HungUp."""
        said, content = _HEAD.unpack(self._take(_HEAD.size))
        if said + content > _LARGEST:
            raise HungUp
        message = self._take(said)
        try:
            return json.loads(message), self._take(content)
        except ValueError:
            raise HungUp from None

    def is_waiting(self) -> bool:
        """Tell whether the other side has said something; where that cannot be told, it has."""
        try:
            return bool(select.select([self._reading], [], [], 0)[0])
        except (OSError, ValueError):  # Windows knows no such thing of pipes
            return True

    def _take(self, size: int) -> bytes:
        try:
            taken = self._reading.read(size)
        except (OSError, ValueError):
            raise HungUp from None
        if len(taken) != size:
            raise HungUp
        return taken

    def close(self) -> None:
        """Close both ways."""
        for way in (self._writing, self._reading):
            try:
                way.close()
            except OSError:
                continue
