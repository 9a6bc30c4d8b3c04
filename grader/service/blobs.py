"""Notebooks as they were handed in, each under the digest of its bytes: the seam, and a folder.

A blob is on the disk before anybody is told that it is kept, and is never changed.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol

from grader.errors import CannotWrite, Fault

_UNFINISHED = ".receiving-"
_REMOVED = ".removing-"
_IN_MEMORY = 1 << 20
"""Bytes of a blob that are gathered before they are written."""


class LostBlob(Fault):
    """A notebook that was acknowledged is not where it was put."""


class BlobsAway(Fault):
    """Where notebooks are kept does not answer; what was asked is to be asked again."""

    retry_after: ClassVar[int] = 2
    """Seconds."""


class BlobsClosed(BlobsAway):
    """It will not answer before somebody has mended something: a name, a right."""

    exit_code = 2
    retry_after = 60


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
        """Put it where it lasts, under its digest; return that. Raises CannotWrite, BlobsAway."""
        ...

    def drop(self) -> None:
        """Forget it; nothing where it was kept."""
        ...


class Blobs(Protocol):
    """Keeps blobs by the SHA-256 of their bytes, in hexadecimal digits.

    Whatever is asked may raise BlobsAway.
    """

    def look(self) -> None:
        """See whether they can be asked for anything. Raises BlobsAway."""
        ...

    def incoming(self) -> Incoming:
        """Begin a blob."""
        ...

    def read(self, digest: str) -> bytes:
        """Return a blob. Raises LostBlob."""
        ...

    def kept_before(self, moment: float) -> Iterator[str]:
        """Yield the digest of every blob last kept before a moment (s since 1970)."""
        ...

    def remove(self, digest: str, before: float) -> bool:
        """Remove a blob; False, and it stays, where it was kept again since `before`."""
        ...

    def restore_removed(self) -> None:
        """Put back what was being removed when that was killed. Nobody may be removing."""
        ...


class FolderBlobs:
    """Blobs as files of a folder, `ab/cdef...`; several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def look(self) -> None:
        """Do nothing: a folder that is not there yet is made."""

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

    def kept_before(self, moment: float) -> Iterator[str]:
        """Look at when each file was put where it is."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            if path.stat().st_mtime < moment:
                yield f"{path.parent.name}{path.name}"

    def remove(self, digest: str, before: float) -> bool:
        """Take a file away, and look at what was taken: the same bytes may have come just now."""
        place, aside = _place(self.folder, digest), self.folder / f"{_REMOVED}{digest}"
        with suppress(FileNotFoundError):
            place.rename(aside)
            if aside.stat().st_mtime < before:
                aside.unlink()
                return True
            aside.rename(place)  # over what came meanwhile, perhaps: it is the same
        return False

    def restore_removed(self) -> None:
        """Put files back that were taken away and not looked at."""
        for aside in self.folder.glob(f"{_REMOVED}*"):
            aside.rename(_place(self.folder, aside.name.removeprefix(_REMOVED)))


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
