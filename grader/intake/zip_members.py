"""Look through a zip: every member, and whether it can be unpacked. Nothing is written to disk."""

import stat
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.intake.found import Found, Root, found
from grader.intake.hand_in import MAX_FILE_MB, METHODS, Place, opened_zip
from grader.intake.member_name import member_name
from grader.intake.names import parts_of
from grader.intake.no_hand_in import why_not, why_not_within
from grader.intake.refusal import refused
from grader.model import Text

MAX_MEMBERS = 50_000
"""Members of a zip that are looked at."""
_BLOCK = 1 << 20
_TRIED = 1 << 30
"""Unpacked bytes of a whole zip after which no more of it is tried."""
_ENCRYPTED = 0x41
_DEEPEST = 40
"""Folders of a member's path that are looked at."""
_OF_THE_WHOLE = ("aside.encrypted", "aside.packed")


def members(path: Path, root: Root) -> Iterator[Found]:
    """Yield every member of a zip, in order. Raises NotTakenIn when it cannot be read as one."""
    with _opened(path) as archive:
        infos = archive.infolist()
        if len(infos) > MAX_MEMBERS:
            what = {"n": len(infos), "limit": MAX_MEMBERS}
            raise refused(Text("intake.zip_too_many", {"file": str(path), **what}))
        all_of_it = list(_members(path, root, archive, infos))
    hand_ins = [one for one in all_of_it if why_not(one.name) is None]
    reasons = {one.why.key if one.why else "" for one in hand_ins}
    if len(reasons) == 1 and not reasons.isdisjoint(_OF_THE_WHOLE):  # said once, of the zip
        yield found(root, path.name, Place(path), hand_ins[0].why)
        all_of_it = [one for one in all_of_it if why_not(one.name) is not None]
    yield from all_of_it


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return opened_zip(path)
    except (OSError, zipfile.BadZipFile) as error:
        values = {"file": str(path), "error": str(error)}
        raise refused(Text("intake.zip_unreadable", values)) from None


def _members(
    path: Path, root: Root, archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo]
) -> Iterator[Found]:
    names = [member_name(info) for info in infos]
    beside = _beside(names)
    last = {info.orig_filename: index for index, info in enumerate(infos)}
    trial = _Trial(archive)
    closed: set[tuple[str, ...]] = set()
    for index, (info, name) in enumerate(zip(infos, names, strict=True)):
        if name.endswith("/"):  # is_dir() fails on a name without a letter
            continue
        place = Place(path, index, info.orig_filename)
        if closing := _closed(parts_of(name), beside):
            folder, why = closing
            if folder not in closed:
                closed.add(folder)
                yield found(root, "/".join(folder), place, why)
            continue
        reason = _why_link(info) or why_not(name)
        if reason is None and last[info.orig_filename] != index:
            reason = Text("aside.duplicate")
        yield found(root, name, place, reason or trial.why(info))


def _beside(names: Sequence[str]) -> dict[tuple[str, ...], set[str]]:
    """Return what lies in each folder of a zip, by name."""
    beside: dict[tuple[str, ...], set[str]] = {}
    for name in names:
        parts = parts_of(name)
        for depth in range(min(len(parts), _DEEPEST)):
            beside.setdefault(parts[:depth], set()).add(parts[depth])
    return beside


def _closed(
    parts: tuple[str, ...], beside: dict[tuple[str, ...], set[str]]
) -> tuple[tuple[str, ...], Text] | None:
    """Return the outermost folder around a member that is not gone into, and why."""
    for depth, folder in enumerate(parts[:-1][:_DEEPEST]):
        if why := why_not_within(folder, beside[parts[:depth]]):
            return parts[: depth + 1], why
    return None


def _why_link(info: zipfile.ZipInfo) -> Text | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return Text("aside.link")
    return Text("aside.special") if kind not in (0, stat.S_IFREG, stat.S_IFDIR) else None


class _Trial:
    """Unpacks members and keeps nothing, to know which of them cannot be had."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = _TRIED

    def why(self, info: zipfile.ZipInfo) -> Text | None:
        """Say why a member cannot be unpacked; None if it can."""
        if info.flag_bits & _ENCRYPTED:
            return Text("aside.encrypted")
        if info.compress_type not in METHODS:
            return Text("aside.packed")
        try:
            self._try(info)
        except Exception:  # whatever a damaged zip makes `zipfile` and its codecs raise
            return Text("aside.damaged")
        return None

    def _try(self, info: zipfile.ZipInfo) -> None:
        most = min(self._left, (MAX_FILE_MB << 20) + 1)
        with self._archive.open(info) as file:
            while most > 0 and (block := file.read(min(_BLOCK, most))):
                most -= len(block)
                self._left -= len(block)
