"""Look through a tar, packed by gzip or not, once from its beginning to its end.

A tar has no directory, so what may be a hand-in is kept as it is come upon. Nothing is written to
disk, and no link is followed.
"""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.budget import MAX_FILE_MB
from grader.intake.found import Found, Root, found
from grader.intake.hand_in import Place
from grader.intake.no_hand_in import why_not
from grader.intake.refusal import refused
from grader.intake.zip_members import ABOUT, MAX_MEMBERS, Left, zip_within
from grader.model import Text

SUFFIXES = (".tar", ".tar.gz", ".tgz")
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


class _Stream(io.RawIOBase):
    """The bytes of a tar up to a limit."""

    def __init__(self, file: io.BufferedIOBase | gzip.GzipFile) -> None:
        self._file = file
        self._left = _MOST

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes. Raises ReadError beyond the limit."""
        block = self._file.read(size)
        self._left -= len(block)
        if self._left < 0:
            raise tarfile.ReadError(f"unpacked, it has more than {_MOST >> 30} GB")
        return block


def members(path: Path, root: Root) -> Iterator[Found]:
    """Yield every member of a tar. Raises NotTakenIn when it cannot be read as one."""
    left = Left()
    try:
        with _opened(path) as archive:
            for number, member in enumerate(archive):
                if number >= MAX_MEMBERS:
                    what = {"n": number + 1, "limit": MAX_MEMBERS}
                    raise refused(Text("intake.zip_too_many", {"file": str(path), **what}))
                if not member.isdir():
                    yield from _found(path, root, archive, member, left)
    except (OSError, EOFError, ValueError, zlib.error, tarfile.TarError) as error:
        values = {"file": str(path), "error": str(error) or type(error).__name__}
        raise refused(Text("intake.tar_unreadable", values)) from None


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    with path.open("rb") as file:
        packed = file.peek(2)[:2] == b"\x1f\x8b"
        stream = _Stream(gzip.GzipFile(fileobj=file) if packed else file)
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member) as archive:
            yield archive


def _found(
    path: Path, root: Root, archive: tarfile.TarFile, member: tarfile.TarInfo, left: Left
) -> Iterator[Found]:
    name = member.name
    nowhere = Place(path, left.next(), name, b"")
    if member.issym() or member.islnk():
        yield found(root, name, nowhere, Text("aside.link"))
        return
    if not member.isfile():
        yield found(root, name, nowhere, Text("aside.special"))
        return
    why = why_not(name)
    is_zip = why is not None and why.key == "aside.archive" and name.lower().endswith(".zip")
    if why is not None and not is_zip and not name.lower().endswith(ABOUT):
        yield found(root, name, nowhere, why)
        return
    file = archive.extractfile(member)
    content = file.read((MAX_FILE_MB << 20) + 1) if file else b""
    if is_zip:
        yield from zip_within(path, root, content, name, left)
        return
    kept = left.keep(path, name, content)
    yield found(root, name, kept or nowhere, why or (None if kept else Text("aside.archive_large")))
