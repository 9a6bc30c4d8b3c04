"""A remote assignment into a folder, laid out as the platform's own download is.

What lies there already and has not changed is not asked for again; what is no longer anybody's
hand-in is removed. So a fetch that broke off goes on where it was.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from grader.budget import MAX_FILE_MB
from grader.errors import NotOurs, RemoteClosed, RemoteRefused
from grader.folder import Folder, opened_folder
from grader.intake.layouts.fetched import FETCHED
from grader.model import Text
from grader.remote_course.course import Member, RemoteCourse, RemoteFile, RemoteHandIn
from grader.remote_course.manifest import (
    KeptFile,
    KeptHandIn,
    Manifest,
    Source,
    read_manifest,
    write_manifest,
)
from grader.report import clean

_MOST_FILES = 200
_MOST = MAX_FILE_MB << 20
_SYSTEMS = frozenset({".DS_Store", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Trouble:
    """What did not come, and why."""

    who: str
    why: Text


@dataclass(slots=True)
class Fetched:
    """What came of a fetch."""

    manifest: Manifest
    new: int = 0
    kept: int = 0
    removed: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    closed: Text | None = None
    """Why it broke off; None where it did not."""


def fetch(
    course: RemoteCourse, source: Source, path: Path, now: Callable[[], datetime] | None = None
) -> Fetched:
    """Fetch everybody's current hand-in. Raises RemoteRefused when nothing can be begun."""
    before = _before(path, source)
    title = clean.line(course.assigned().title)
    roll = course.roll()
    at = (now or _now)().isoformat(timespec="seconds")
    known = {file.path: file for one in before.hand_ins for file in one.files}
    coming = ["/".join(place) for one in roll.hand_ins for place in course.places(one)]
    ours = dict.fromkeys((*known, *before.leftover, *coming))
    with opened_folder(path, make=True) as folder:
        # written first: whatever ends this, the next one knows what may lie here
        begun = replace(before, title=title, fetched_at=at, is_whole=False, leftover=(*ours,))
        write_manifest(folder, begun)
        folder.remove_unfinished()
        came = Fetched(begun)
        hand_ins = (*_each(course, roll.hand_ins, folder, known, came),)
        here = {file.path for one in hand_ins for file in one.files}
        left = tuple(one for one in ours if one not in here)
        if came.closed is None:
            _remove(folder, left, came)
            left = ()
        whole = not came.troubles and came.closed is None
        came.manifest = Manifest(source, title, at, whole, hand_ins, _named(roll.nobody), left)
        write_manifest(folder, came.manifest)
    return came


def _before(path: Path, source: Source) -> Manifest:
    """Return what was fetched before; an empty manifest where nothing was.

    Raises RemoteRefused for a folder of something else.
    """
    try:
        before = read_manifest(path)
    except NotOurs as error:
        values = {"file": str(path / FETCHED), "why": str(error)}
        raise RemoteRefused(Text("push.not_ours", values)) from None
    if before is None:
        there = {one.name for one in path.iterdir()} if path.is_dir() else set()
        if there - _SYSTEMS or (path.exists() and not path.is_dir()):
            raise RemoteRefused(Text("fetch.not_empty", {"folder": str(path)}))
        return Manifest(source, "", "")
    if before.source != source:
        values = {"folder": str(path), "source": before.source.key}
        raise RemoteRefused(Text("fetch.other", values))
    return before


def _each(
    course: RemoteCourse, hand_ins: Sequence[RemoteHandIn], folder: Folder,
    known: dict[str, KeptFile], came: Fetched,
) -> Iterator[KeptHandIn]:  # fmt: skip
    """Fetch one hand-in after the other; what was there of those that were not reached stays."""
    for one in hand_ins:
        files = []
        places = course.places(one)
        if len(one.files) > _MOST_FILES:
            values = {"n": len(one.files), "most": _MOST_FILES}
            came.troubles.append(Trouble(_who(one), Text("fetch.many", values)))
        for file, place in [*zip(one.files, places, strict=True)][:_MOST_FILES]:
            there = known.get("/".join(place))
            try:
                if came.closed is None or there is not None:
                    files.append(_file(course, file, place, folder, there, came))
            except RemoteClosed as error:
                came.closed = error.text
            except RemoteRefused as error:
                came.troubles.append(Trouble(f"{_who(one)}: {place[-1]}", error.text))
            except (OSError, NotOurs) as error:
                text = Text("fetch.not_written", {"error": clean.line(str(error))})
                came.troubles.append(Trouble(f"{_who(one)}: {place[-1]}", text))
        yield KeptHandIn(
            one.number, clean.line(one.name), _named(one.members), one.attempt, one.time,
            one.late, one.late_seconds, tuple(files),
        )  # fmt: skip


def _file(
    course: RemoteCourse, file: RemoteFile, place: tuple[str, ...], folder: Folder,
    there: KeptFile | None, came: Fetched,
) -> KeptFile:  # fmt: skip
    if there is not None and there.key == file.key and _is_there(folder, place, there):
        came.kept += 1
        return there
    if came.closed is not None:
        raise RemoteRefused(came.closed)
    if file.size is not None and file.size > _MOST:
        raise RemoteRefused(Text("remote.too_large", {"mb": MAX_FILE_MB}))
    content = course.download(file)
    if len(content) > _MOST:
        raise RemoteRefused(Text("remote.too_large", {"mb": MAX_FILE_MB}))
    if file.size is not None and len(content) != file.size:
        raise RemoteRefused(Text("fetch.cut", {"got": len(content), "size": file.size}))
    with _within(folder, place[:-1]) as inner:
        inner.write(place[-1], content)
    came.new += 1
    return KeptFile("/".join(place), file.key, _digest(content), len(content))


def _is_there(folder: Folder, place: tuple[str, ...], kept: KeptFile) -> bool:
    with suppress(OSError, NotOurs), _within(folder, place[:-1]) as inner:
        return _digest(inner.read(place[-1], kept.size + 1)) == kept.sha256
    return False


def _remove(folder: Folder, paths: Sequence[str], came: Fetched) -> None:
    """Remove what is nobody's current hand-in, and the folders that it leaves empty."""
    for path in paths:
        *folders, name = path.split("/")
        try:
            with _within(folder, folders) as inner:
                came.removed += inner.has(name)
                inner.remove(name)
        except (OSError, NotOurs, ValueError):
            continue
        for depth in range(len(folders), 0, -1):
            with suppress(OSError):
                folder.path.joinpath(*folders[:depth]).rmdir()


@contextmanager
def _within(folder: Folder, names: Sequence[str]) -> Iterator[Folder]:
    with ExitStack() as stack:
        for name in names:
            folder = stack.enter_context(folder.within(name, make=True))
        yield folder


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _named(members: Sequence[Member]) -> tuple[Member, ...]:
    return tuple(Member(one.number, clean.line(one.name)) for one in members)


def _who(one: RemoteHandIn) -> str:
    return f"{one.name} ({one.number})"


def _now() -> datetime:
    return datetime.now(UTC)
