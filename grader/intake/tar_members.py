"""Look through a tar, packed by gzip or not, once from its beginning to its end.

A tar has no directory, so what may be a hand-in is kept as it is come upon. Nothing is written to
disk, and no link is followed. One that lies in a folder or in another archive costs nobody else
anything: what could be read of it is kept, and the rest is told.
"""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from grader.budget import MAX_FILE_MB
from grader.intake.found import Found, Root, found
from grader.intake.hand_in import Place
from grader.intake.inner import (
    MAX_DEPTH,
    MAX_INNER_MB,
    MAX_MEMBERS,
    Inner,
    Left,
    is_kept,
    is_looked_at,
    is_opened,
)
from grader.intake.names import parts_of
from grader.intake.no_hand_in import folder_not_entered, why_not
from grader.intake.opening import OPENING, opens_as_notebook
from grader.intake.refusal import refused
from grader.model import Text

_HEADER = 1 << 20
"""Bytes of a header of a header: of long names, and of what else is told of a member."""
_MOST = 4 << 30
"""Bytes of a tar, unpacked."""
_HEADERS = (
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
)  # fmt: skip


class _Member(tarfile.TarInfo):
    """A member whose headers are bounded: `tarfile` reads them whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Member":
        member = super().frombuf(buf, encoding, errors)
        if member.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError("a file with holes, which is not read here")
        if member.type in _HEADERS and member.size > _HEADER:
            raise tarfile.ReadError("a header that is too large")
        return member


class _TooMuch(tarfile.ReadError):
    """It has more than is looked at."""


class _Stream(io.RawIOBase):
    """The bytes of a tar up to a limit."""

    def __init__(self, file: BinaryIO | gzip.GzipFile, most: int) -> None:
        self._file = file
        self._most = self._left = most

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes. Raises ReadError beyond the limit."""
        block = self._file.read(size)
        self._left -= len(block)
        if self._left < 0:
            raise _TooMuch(f"unpacked, it has more than {self._most >> 20} MB")
        return block


_ERRORS = (OSError, EOFError, ValueError, zlib.error, tarfile.TarError)
"""What a damaged tar makes its readers raise."""


def members(path: Path, root: Root) -> Iterator[Found | Inner]:
    """Yield every member of a tar. Raises NotTakenIn when it cannot be read as one."""
    given = _Tar(path, root, Left())
    try:
        with path.open("rb") as file:
            yield from given.found(file, _MOST)
    except _ERRORS as error:
        if given.left.members < 0:
            what = {"n": MAX_MEMBERS + 1, "limit": MAX_MEMBERS}
            raise refused(Text("intake.zip_too_many", {"file": str(path), **what})) from None
        values = {"file": str(path), "error": str(error) or type(error).__name__}
        raise refused(Text("intake.tar_unreadable", values)) from None


def members_within(path: Path, root: Root, name: str) -> Iterator[Found | Inner]:
    """Yield every member of a tar that lies in a folder that was given, under its name there."""
    inside = _Tar(path, root, Left(), name, (len(parts_of(name)),))
    try:
        with path.open("rb") as file:
            yield from inside.told(file, Place(path))
    except OSError:
        yield inside.itself(Place(path), Text("aside.unreadable"))


def members_of(path: Path, root: Root, inner: Inner) -> Iterator[Found | Inner]:
    """Yield every member of a tar that lies in another archive, or why it is not looked into."""
    packed = (*inner.around, len(parts_of(inner.name)))
    inside = _Tar(path, root, inner.left, inner.name, packed, inner.depth)
    place = Place(path, inner.left.next(), inner.name, b"")
    if len(inner.content) > MAX_INNER_MB << 20:
        yield inside.itself(place, Text("aside.archive_large"))
    else:
        yield from inside.told(io.BytesIO(inner.content), place)


@dataclass(slots=True)
class _Tar:
    """A tar, given or found, and where it lies."""

    path: Path
    root: Root
    left: Left
    name: str = ""
    """What people call it: its path from the one that was given, which has none."""
    packed: tuple[int, ...] = ()
    """Which parts of a path are this tar and the archives around it."""
    depth: int = 1
    _seen: int = field(default=0, init=False)
    _closed: set[tuple[str, ...]] = field(default_factory=set, init=False)
    """Folders that are not gone into, each of which is told once."""

    def told(self, file: BinaryIO, place: Place) -> Iterator[Found | Inner]:
        """Yield every member that can be read, and the tar itself with what is wrong with it."""
        try:
            yield from self.found(file, min(_MOST, max(self.left.tried, 0)))
        except _TooMuch:
            yield self.itself(place, Text("aside.archive_large"))
            return
        except _ERRORS:
            yield self.itself(place, Text("aside.damaged"))
            return
        if not self._seen:
            yield self.itself(place, Text("aside.archive_empty"))

    def itself(self, place: Place, why: Text) -> Found:
        """Return the tar as what it is: no hand-in."""
        return found(self.root, self.name, place, why, self.packed[:-1])

    def found(self, file: BinaryIO, most: int) -> Iterator[Found | Inner]:
        """Yield every member. Raises one of _ERRORS."""
        with _opened(file, most) as archive:
            for member in archive:
                self._seen += 1
                self.left.members -= 1
                self.left.tried -= member.size
                if self.left.members < 0:
                    raise _TooMuch(f"it has more than {MAX_MEMBERS} members")
                if member.isdir():
                    continue
                if closing := folder_not_entered(parts_of(member.name), {}):
                    folder, why = closing
                    if folder not in self._closed:
                        self._closed.add(folder)
                        yield self._found("/".join(folder), None, why)
                    continue
                yield self._member(archive, member)

    def _member(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> Found | Inner:
        name = member.name
        why = why_not(self._within(name)) if member.isfile() else Text("aside.special")
        if member.issym() or member.islnk():
            why = Text("aside.link")
        is_archive = why is not None and why.key == "aside.archive" and is_opened(name)
        if is_archive and self.depth >= MAX_DEPTH:
            is_archive, why = False, Text("aside.too_deep", {"n": MAX_DEPTH})
        if why is not None and not (member.isfile() and is_looked_at(name, why)):
            return self._found(name, None, why)
        file = archive.extractfile(member)
        opening = file.read(OPENING) if file else b""
        is_archive = is_archive and not opens_as_notebook(opening)
        if why is not None and not is_archive and not is_kept(name, opening):
            return self._found(name, None, why)
        most = (MAX_INNER_MB if is_archive else MAX_FILE_MB) << 20
        content = opening + (file.read(most + 1 - len(opening)) if file else b"")
        if is_archive:
            return Inner(self._within(name), content, self.packed, self.depth + 1, self.left)
        kept = self.left.keep(self.path, name, content)
        return self._found(name, kept, why or (None if kept else Text("aside.archive_large")))

    def _within(self, name: str) -> str:
        return f"{self.name}/{name}" if self.name else name

    def _found(self, name: str, kept: Place | None, why: Text | None) -> Found:
        place = kept or Place(self.path, self.left.next(), name, b"")
        return found(self.root, self._within(name), place, why, self.packed)


@contextmanager
def _opened(file: BinaryIO, most: int) -> Iterator[tarfile.TarFile]:
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    stream = _Stream(gzip.GzipFile(fileobj=file) if packed else file, most)
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member) as archive:
        yield archive
