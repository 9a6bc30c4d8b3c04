"""The file of a backup: a compressed tar, its manifest first, and the rest held to that.

::

    manifest.json      what follows, with sizes and digests
    database.dump      pg_dump's own format
    seed               the course's seed
    blobs/<sha256>     each notebook that the database names

Digests tell damage, not forgery: whoever may write a backup may write anything into it.
"""

import gzip
import hashlib
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

import msgspec

from grader.errors import BrokenBackup
from grader.model import Text
from grader.service.refusal import not_served

FORMAT = 1
MANIFEST, DATABASE, SEED, BLOBS = "manifest.json", "database.dump", "seed", "blobs/"
_MOST = 512 << 20
"""Bytes of a manifest that are read."""
_PIECE = 1 << 20
_LEVEL = 3
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAMAGED = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)

Write = Callable[[bytes], object]
Sink = Callable[[str], AbstractContextManager[Write]]
"""Opens what takes the bytes of a member; left without an exception, they were the right ones."""


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a member holds."""

    size: int
    """Bytes."""
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup holds, and of which state."""

    format: int
    grader: str
    """The version that wrote it."""
    schema: str
    """The revision of the database's tables."""
    made_at: str
    """ISO 8601, UTC."""
    database: Content
    seed: Content
    blobs: Mapping[str, int]
    """Digests of notebooks to their sizes in bytes."""
    lost: tuple[str, ...] = ()
    """Digests that the database names, and whose notebooks were not where they were put."""

    def members(self) -> Mapping[str, Content]:
        """Return what follows the manifest, by name."""
        notebooks = {
            f"{BLOBS}{digest}": Content(size, digest) for digest, size in self.blobs.items()
        }
        return {DATABASE: self.database, SEED: self.seed, **notebooks}


class Writing:
    """A backup on its way into a file."""

    def __init__(self, file: BinaryIO, manifest: Manifest) -> None:
        self._zip = gzip.GzipFile("", "wb", _LEVEL, file, mtime=0)
        self._tar = tarfile.open(fileobj=self._zip, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `close`
        document = msgspec.json.encode(manifest)
        self.add(MANIFEST, BytesIO(document), len(document))

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """Add a member of so many bytes. Raises OSError."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, content)

    def close(self) -> None:
        """Write what is left."""
        self._tar.close()
        self._zip.close()


def content_of(file: IO[bytes]) -> Content:
    """Return the size and the digest of what is left in a file."""
    size, digest = 0, hashlib.sha256()
    while piece := file.read(_PIECE):
        size += len(piece)
        digest.update(piece)
    return Content(size, digest.hexdigest())


def read_backup(path: Path, sink: Sink) -> Manifest:
    """Read a backup from its first byte to its last, and hand every member to `sink`.

    Raises BrokenBackup where anything is not what the manifest says.
    """
    try:
        with gzip.open(path, "rb") as unzipped:
            with tarfile.open(fileobj=unzipped, mode="r|") as tar:
                manifest = _members(path, tar, sink)
            while unzipped.read(_PIECE):  # its last bytes are the digest of all
                pass
    except OSError as error:
        if isinstance(error, _DAMAGED):
            raise _damaged(path) from None
        values = {"file": str(path), "error": error.strerror or ""}
        raise not_served(Text("backup.unreadable", {**values}), BrokenBackup) from None
    except _DAMAGED:
        raise _damaged(path) from None
    return manifest


def _members(path: Path, tar: tarfile.TarFile, sink: Sink) -> Manifest:
    entries = iter(tar)
    manifest = _manifest(path, tar, next(entries, None))
    waiting = dict(manifest.members())
    for entry in entries:
        expected = waiting.pop(entry.name, None)
        content = tar.extractfile(entry) if entry.isreg() else None
        if expected is None or content is None or entry.size != expected.size:
            raise _damaged(path)
        with sink(entry.name) as write:
            _copy(path, content, expected.sha256, write)
    if waiting:
        raise _damaged(path)
    return manifest


def _manifest(path: Path, tar: tarfile.TarFile, entry: tarfile.TarInfo | None) -> Manifest:
    content = None
    if entry is not None and entry.name == MANIFEST and entry.isreg() and entry.size <= _MOST:
        content = tar.extractfile(entry)
    if content is None:
        raise not_served(Text("backup.none", {"file": str(path)}), BrokenBackup)
    document = content.read()
    try:
        found = msgspec.json.decode(document, type=_Format).format
        if found > FORMAT:
            text = Text("backup.later_format", {"file": str(path), "format": found})
            raise not_served(text, BrokenBackup)
        manifest = msgspec.json.decode(document, type=Manifest)
    except msgspec.MsgspecError:
        raise _damaged(path) from None
    if not all(_DIGEST.fullmatch(digest) for digest in manifest.blobs):
        raise _damaged(path)
    return manifest


class _Format(msgspec.Struct):
    format: int


def _copy(path: Path, content: IO[bytes], sha256: str, write: Write) -> None:
    digest = hashlib.sha256()
    while piece := content.read(_PIECE):
        digest.update(piece)
        write(piece)
    if digest.hexdigest() != sha256:
        raise _damaged(path)


def _damaged(path: Path) -> BrokenBackup:
    return not_served(Text("backup.damaged", {"file": str(path)}), BrokenBackup)


@contextmanager
def ignored(_name: str) -> Iterator[Write]:
    """Take a member's bytes nowhere: to read a backup is to check it."""
    yield lambda _content: None
