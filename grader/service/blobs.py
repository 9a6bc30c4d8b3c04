"""Notebooks as they were handed in, each under the digest of its bytes: the seam, and two of it.

A blob is on the disk before anybody is told that it is kept, and is never changed.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from grader.errors import CannotWrite, Fault

_UNFINISHED = ".receiving-"
_IN_MEMORY = 1 << 20
"""Bytes of a blob that are gathered before they are written."""


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
        """Begin a blob."""
        ...

    def read(self, digest: str) -> bytes:
        """Return a blob. Raises LostBlob."""
        ...


class FolderBlobs:
    """Blobs as files of a folder, `ab/cdef...`; several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def incoming(self) -> Incoming:
        """Begin a file without its name; nothing is on the disk yet."""
        return _IncomingFile(self.folder)

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
    """A file that is begun when more has come than is gathered in memory, or when it is kept."""

    def __init__(self, folder: Path) -> None:
        self.size = 0
        self._folder = folder
        self._hash = hashlib.sha256()
        self._gathered = list[bytes]()
        self._in_memory = 0
        self._path = folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
        self._file: BinaryIO | None = None
        self._is_kept = False

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self._hash.update(content)
        self._gathered.append(content)
        self._in_memory += len(content)
        if self._in_memory > _IN_MEMORY:
            self._spilt()

    def content(self) -> bytes:
        if self._file is None:
            return b"".join(self._gathered)
        self._spilt().flush()
        return self._path.read_bytes()

    def keep(self) -> str:
        digest = self._hash.hexdigest()
        place = _place(self._folder, digest)
        file = self._spilt()
        try:
            file.flush()
            os.fsync(file.fileno())
            file.close()
            is_new = not place.parent.is_dir()
            place.parent.mkdir(mode=0o700, exist_ok=True)
            self._path.replace(place)
            self._is_kept = True
            _sync(place.parent)
            if is_new:
                _sync(self._folder)
        except OSError as error:
            raise _no_room(error) from None
        return digest

    def drop(self) -> None:
        self._gathered.clear()
        if self._file is None or self._is_kept:
            return
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)

    def _spilt(self) -> BinaryIO:
        """Write what is gathered, and return the file."""
        try:
            if self._file is None:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._file = self._path.open("xb")
            self._file.write(b"".join(self._gathered))
        except OSError as error:
            raise _no_room(error) from None
        self._gathered.clear()
        self._in_memory = 0
        return self._file


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
