"""Notebooks as they were handed in, each under the digest of its bytes: the seam, and two of it.

A blob is on the disk before anybody is told that it is kept, and is never changed.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from grader.errors import CannotWrite, Fault

_UNFINISHED = ".receiving-"


class LostBlob(Fault):
    """A notebook that was acknowledged is not where it was put."""


class Incoming(Protocol):
    """A blob on its way in. One that is not kept leaves nothing."""

    size: int
    """Bytes so far."""

    def write(self, content: bytes) -> None:
        """Take some more bytes. Raises CannotWrite."""
        ...

    def content(self) -> bytes:
        """Return what has come so far."""
        ...

    def keep(self) -> str:
        """Put it on the disk under its digest, once; return that. Raises CannotWrite."""
        ...

    def drop(self) -> None:
        """Forget it; nothing where it was kept."""
        ...


class Blobs(Protocol):
    """Keeps blobs by the SHA-256 of their bytes, in hexadecimal digits."""

    def incoming(self) -> Incoming:
        """Begin a blob. Raises CannotWrite."""
        ...

    def read(self, digest: str) -> bytes:
        """Return a blob. Raises LostBlob."""
        ...


class FolderBlobs:
    """Blobs as files of a folder, `ab/cdef...`; several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def incoming(self) -> Incoming:
        """Begin a file without its name."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return _IncomingFile(self.folder)
        except OSError as error:
            raise _no_room(error) from None

    def read(self, digest: str) -> bytes:
        """Read a file, and hold it to its name."""
        try:
            content = _place(self.folder, digest).read_bytes()
        except OSError as error:
            raise LostBlob(f"the notebook {digest} cannot be read: {error.strerror}") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise LostBlob(f"the notebook {digest} is not what was kept: its file is damaged")
        return content


class _IncomingFile:
    def __init__(self, folder: Path) -> None:
        self.size = 0
        self._folder = folder
        self._hash = hashlib.sha256()
        self._path: Path | None = folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        self._file = self._path.open("xb")

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self._hash.update(content)
        try:
            self._file.write(content)
        except OSError as error:
            raise _no_room(error) from None

    def content(self) -> bytes:
        self._file.flush()
        assert self._path is not None  # noqa: S101 - not kept yet
        return self._path.read_bytes()

    def keep(self) -> str:
        digest = self._hash.hexdigest()
        place = _place(self._folder, digest)
        assert self._path is not None  # noqa: S101 - kept once
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            is_new = not place.parent.is_dir()
            place.parent.mkdir(mode=0o700, exist_ok=True)
            self._path.replace(place)
            self._path = None
            _sync(place.parent)
            if is_new:
                _sync(self._folder)
        except OSError as error:
            raise _no_room(error) from None
        return digest

    def drop(self) -> None:
        with suppress(OSError):
            self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)


class MemoryBlobs:
    """Blobs in this process's memory, for tests of what is above."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def incoming(self) -> Incoming:
        """Begin a blob."""
        return _IncomingBytes(self.kept)

    def read(self, digest: str) -> bytes:
        """Return a blob."""
        if digest not in self.kept:
            raise LostBlob(f"the notebook {digest} cannot be read")
        return self.kept[digest]


class _IncomingBytes:
    def __init__(self, kept: dict[str, bytes]) -> None:
        self.size = 0
        self._kept = kept
        self._content = bytearray()

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self._content += content

    def content(self) -> bytes:
        return bytes(self._content)

    def keep(self) -> str:
        digest = hashlib.sha256(self._content).hexdigest()
        self._kept[digest] = bytes(self._content)
        return digest

    def drop(self) -> None:
        self._content.clear()


def remove_unfinished(folder: Path) -> None:
    """Remove what was on its way in when the web process was killed. None may be at work."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        path.unlink(missing_ok=True)


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest[2:]


def _sync(folder: Path) -> None:
    """Put a folder's names on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _no_room(error: OSError) -> CannotWrite:
    return CannotWrite(f"the service's folder of notebooks takes nothing more: {error.strerror}")
