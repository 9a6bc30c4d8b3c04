"""Blobs in this process's memory, for tests of what is above."""

import hashlib
import time
from collections.abc import Iterator

from grader.service.blobs import Incoming, LostBlob


class MemoryBlobs:
    """Blobs in this process's memory, for tests of what is above."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.times: dict[str, float] = {}
        """When each was kept (s since 1970)."""

    def look(self) -> None:
        """Do nothing: memory is there."""

    def incoming(self) -> Incoming:
        """Begin a blob."""
        return _IncomingBytes(self.kept, self.times)

    def read(self, digest: str) -> bytes:
        """Return a blob."""
        if digest not in self.kept:
            raise LostBlob(f"the notebook {digest} cannot be read")
        return self.kept[digest]

    def kept_before(self, moment: float) -> Iterator[str]:
        """Look at when each was kept."""
        yield from [digest for digest, kept in self.times.items() if kept < moment]

    def remove(self, digest: str, before: float) -> bool:
        """Remove a blob that is old."""
        is_old = digest in self.times and self.times[digest] < before
        if is_old:
            del self.kept[digest], self.times[digest]
        return is_old

    def restore_removed(self) -> None:
        """Do nothing: what is in memory is not killed halfway."""


class _IncomingBytes:
    def __init__(self, kept: dict[str, bytes], times: dict[str, float]) -> None:
        self.size = 0
        self._kept = kept
        self._times = times
        self._content = bytearray()

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self._content += content

    def content(self) -> bytes:
        return bytes(self._content)

    def keep(self) -> str:
        digest = hashlib.sha256(self._content).hexdigest()
        self._kept[digest] = bytes(self._content)
        self._times[digest] = time.time()
        return digest

    def drop(self) -> None:
        self._content.clear()
