"""Look through a zip: every member, and whether it can be unpacked. Nothing is written to disk.

An archive in it is yielded with its bytes, to be looked through in its turn; of what lies there the
bytes are kept, for they have no place of their own that could be read again.
"""

import io
import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.budget import MAX_FILE_MB
from grader.intake.found import Found, Root, found
from grader.intake.hand_in import METHODS, Place, opened_zip
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
from grader.intake.member_name import member_name
from grader.intake.names import parts_of
from grader.intake.no_hand_in import DEEPEST, folder_not_entered, why_not
from grader.intake.opening import OPENING, opens_as_notebook
from grader.intake.refusal import refused
from grader.model import Text

_BLOCK = 1 << 20
_ENCRYPTED = 0x41
_DIRECTORY = 64 << 20
"""Bytes of a zip's directory: all of it is read before its members can be counted."""
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\5\6"
_OF_THE_WHOLE = ("aside.encrypted", "aside.packed")


def members(path: Path, root: Root) -> Iterator[Found | Inner]:
    """Yield every member of a zip, in order. Raises NotTakenIn when it cannot be read as one."""
    try:
        archive = opened_zip(path)
    except (OSError, zipfile.BadZipFile) as error:
        values = {"file": str(path), "error": str(error)}
        raise refused(Text("intake.zip_unreadable", values)) from None
    with archive:
        number = len(archive.infolist())
        if number > MAX_MEMBERS:
            what = {"n": number, "limit": MAX_MEMBERS}
            raise refused(Text("intake.zip_too_many", {"file": str(path), **what}))
        yield from _Zip(path, root, archive).found()


def members_within(path: Path, root: Root, name: str) -> Iterator[Found | Inner]:
    """Yield every member of a zip that lies in a folder that was given, under its name there."""
    place = Place(path)
    try:
        archive = opened_zip(path)
    except (OSError, zipfile.BadZipFile):
        yield found(root, name, place, Text("aside.damaged"))
        return
    with archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            yield found(root, name, place, Text("aside.archive_large"))
            return
        inside = _Zip(path, root, archive, name, (len(parts_of(name)),))
        yield from inside.found() if archive.infolist() else inside.empty(place)


def members_of(path: Path, root: Root, inner: Inner) -> Iterator[Found | Inner]:
    """Yield every member of a zip that lies in another archive, or why it is not looked into."""
    archive = _opened(inner.content, inner.left)
    place = Place(path, inner.left.next(), inner.name, b"")
    if isinstance(archive, Text):
        yield found(root, inner.name, place, archive, inner.around)
        return
    with archive:
        packed = (*inner.around, len(parts_of(inner.name)))
        inside = _Zip(path, root, archive, inner.name, packed, inner.depth, inner.left)
        yield from inside.found() if archive.infolist() else inside.empty(place)


@dataclass(slots=True)
class _Zip:
    """A zip, given or found, and where it lies."""

    path: Path
    root: Root
    archive: zipfile.ZipFile
    name: str = ""
    """What people call it: its path from the one that was given, which has none."""
    packed: tuple[int, ...] = ()
    """Which parts of a path are this zip and those around it."""
    depth: int = 1
    left: Left = field(default_factory=Left)

    def found(self) -> Iterator[Found | Inner]:
        """Yield every member; of a zip none of which can be had that is said once."""
        everything = list(self._members())
        hand_ins = [one for one in everything if isinstance(one, Found) and _may_be(one)]
        reasons = {one.why.key if one.why else "" for one in hand_ins}
        if len(reasons) == 1 and not reasons.isdisjoint(_OF_THE_WHOLE):
            name = self.name or self.path.name
            packed = self.packed[:-1]
            yield found(self.root, name, Place(self.path), hand_ins[0].why, packed)
            everything = [one for one in everything if isinstance(one, Inner) or not _may_be(one)]
        yield from everything

    def empty(self, place: Place) -> Iterator[Found]:
        """Yield a zip with nothing in it."""
        why = Text("aside.archive_empty")
        yield found(self.root, self.name, place, why, self.packed[:-1])

    def _members(self) -> Iterator[Found | Inner]:
        infos = self.archive.infolist()
        names = [member_name(info) for info in infos]
        beside = _beside(names)
        last = {info.orig_filename: index for index, info in enumerate(infos)}
        closed: set[tuple[str, ...]] = set()
        for index, (info, name) in enumerate(zip(infos, names, strict=True)):
            if name.endswith("/"):  # is_dir() fails on a name without a letter
                continue
            place = Place(self.path, index, info.orig_filename)
            if self.depth > 1:
                place = Place(self.path, self.left.next(), info.orig_filename, b"")
            if closing := folder_not_entered(parts_of(name), beside):
                folder, why = closing
                if folder not in closed:
                    closed.add(folder)
                    yield self._found("/".join(folder), place, why)
                continue
            reason = _why_link(info) or why_not(self._within(name))
            if reason is None and last[info.orig_filename] != index:
                reason = Text("aside.duplicate")
            if reason is not None and reason.key == "aside.archive" and is_opened(name):
                yield self._inner(info, name, place)
            else:
                yield self._tried(info, name, place, reason)

    def _within(self, name: str) -> str:
        return f"{self.name}/{name}" if self.name else name

    def _found(self, name: str, place: Place, why: Text | None) -> Found:
        return found(self.root, self._within(name), place, why, self.packed)

    def _tried(self, info: zipfile.ZipInfo, name: str, place: Place, reason: Text | None) -> Found:
        """Return a member, with why it cannot be had; its bytes with it where no place has them."""
        if reason is not None and not (self.depth > 1 and self._is_kept(info, name, reason)):
            return self._found(name, place, reason)
        if self.depth == 1:
            return self._found(name, place, self._why(info))
        content = self._content(info, (MAX_FILE_MB << 20) + 1)
        if isinstance(content, Text):
            return self._found(name, place, reason or content)
        kept = self.left.keep(self.path, info.orig_filename, content)
        if kept is None:
            return self._found(name, place, reason or Text("aside.archive_large"))
        return self._found(name, kept, reason)

    def _inner(self, info: zipfile.ZipInfo, name: str, place: Place) -> Found | Inner:
        """Return an archive in this zip, or why it is not looked into."""
        if self.depth >= MAX_DEPTH:
            return self._found(name, place, Text("aside.too_deep", {"n": MAX_DEPTH}))
        content = self._content(info, (MAX_INNER_MB << 20) + 1)
        if isinstance(content, Text):
            return self._found(name, place, content)
        if opens_as_notebook(content):
            return self._tried(info, name, place, Text("aside.archive"))
        return Inner(self._within(name), content, self.packed, self.depth + 1, self.left)

    def _is_kept(self, info: zipfile.ZipInfo, name: str, reason: Text) -> bool:
        """Tell whether bytes are kept of a member that is no hand-in by its name."""
        opening = self._content(info, OPENING) if is_looked_at(name, reason) else reason
        return not isinstance(opening, Text) and is_kept(name, opening)

    def _why(self, info: zipfile.ZipInfo) -> Text | None:
        """Say why a member cannot be unpacked; None if it can. Nothing of it is kept."""
        most = min(self.left.tried, (MAX_FILE_MB << 20) + 1)
        said = self._unpacked(info, most, None)
        return said if isinstance(said, Text) else None

    def _content(self, info: zipfile.ZipInfo, most: int) -> bytes | Text:
        if self.left.tried <= 0:
            return Text("aside.archive_large")
        content = io.BytesIO()
        said = self._unpacked(info, most, content)
        return said if isinstance(said, Text) else content.getvalue()

    def _unpacked(self, info: zipfile.ZipInfo, most: int, into: io.BytesIO | None) -> Text | None:
        if info.flag_bits & _ENCRYPTED:
            return Text("aside.encrypted")
        if info.compress_type not in METHODS:
            return Text("aside.packed")
        try:
            with self.archive.open(info) as file:
                while most > 0 and (block := file.read(min(_BLOCK, most))):
                    most -= len(block)
                    self.left.tried -= len(block)
                    if into is not None:
                        into.write(block)
        except Exception:  # whatever a damaged zip makes `zipfile` and its codecs raise
            return Text("aside.damaged")
        return None


def _opened(content: bytes, left: Left) -> zipfile.ZipFile | Text:
    if len(content) > MAX_INNER_MB << 20 or _directory(content) > _DIRECTORY:
        return Text("aside.archive_large")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception:  # whatever a damaged zip makes `zipfile` raise
        return Text("aside.damaged")
    left.members -= len(archive.infolist())
    return archive if left.members >= 0 else Text("aside.archive_large")


def _may_be(one: Found) -> bool:
    """Tell whether a member may be a hand-in by its name."""
    return why_not(one.name) is None


def _directory(content: bytes) -> int:
    """Return how many bytes a zip says that its directory has; as many as may be if it does not."""
    at = content.rfind(_END_MARK, max(len(content) - _END.size - 0xFFFF, 0))
    if at < 0 or len(content) < at + _END.size:
        return 0  # no zip, which `zipfile` will say
    return int(_END.unpack_from(content, at)[5])


def _beside(names: Sequence[str]) -> dict[tuple[str, ...], set[str]]:
    """Return what lies in each folder of a zip, by name."""
    beside: dict[tuple[str, ...], set[str]] = {}
    for name in names:
        parts = parts_of(name)
        for depth in range(min(len(parts), DEEPEST)):
            beside.setdefault(parts[:depth], set()).add(parts[depth])
    return beside


def _why_link(info: zipfile.ZipInfo) -> Text | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return Text("aside.link")
    return Text("aside.special") if kind not in (0, stat.S_IFREG, stat.S_IFDIR) else None
