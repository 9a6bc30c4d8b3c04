"""What was fetched, kept beside it: facts that a platform's own download does not carry.

No address and no token is in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.errors import NotOurs, RemoteRefused
from grader.folder import Folder, opened_folder
from grader.intake.layouts.fetched import FETCHED
from grader.model import Text
from grader.remote_course.course import Member
from grader.remote_course.site import read_site

_FORMAT = 1
_LARGEST = 1 << 28
_NUMBER = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Source:
    """Which assignment of which course of which site."""

    platform: str
    site: str
    course: str
    assignment: str

    @property
    def key(self) -> str:
        """Return it on one line."""
        return f"{self.platform} {self.site} {self.course} {self.assignment}"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a hand-in, as it lies here."""

    path: str
    """From the folder on, with slashes."""
    key: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class KeptHandIn:
    """A hand-in as it was when it was fetched."""

    number: str
    name: str
    members: tuple[Member, ...]
    attempt: int = 0
    time: str = ""
    late: bool | None = None
    late_seconds: int | None = None
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A fetched assignment."""

    source: Source
    title: str
    fetched_at: str
    is_whole: bool = False
    """Whether everything that is there came."""
    hand_ins: tuple[KeptHandIn, ...] = ()
    nobody: tuple[Member, ...] = ()
    leftover: tuple[str, ...] = ()
    """Paths at which something may lie that is nobody's hand-in: the next fetch removes it."""
    format: int = _FORMAT


def read_manifest(path: Path) -> Manifest | None:
    """Return what was fetched into a folder; None where nothing was.

    Raises RemoteRefused for a manifest that is not one, NotOurs for one that others may write to.
    """
    try:
        with opened_folder(path) as folder:
            content = folder.read(FETCHED, _LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        found = msgspec.json.decode(content, type=Manifest)
        if found.format == _FORMAT and all(map(_NUMBER.fullmatch, _numbers(found))):
            read_site(found.source.site)
            return found
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    raise RemoteRefused(Text("push.odd_manifest", {"file": str(path / FETCHED)}))


def write_manifest(folder: Folder, manifest: Manifest) -> None:
    """Write it, whole or not at all, for its owner alone."""
    content = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    folder.write(FETCHED, content + b"\n", mode=0o600)


def needed_manifest(path: Path) -> Manifest:
    """Return what was fetched into a folder. Raises RemoteRefused where nothing was."""
    try:
        found = read_manifest(path)
    except NotOurs as error:
        values = {"file": str(path / FETCHED), "why": str(error)}
        raise RemoteRefused(Text("push.not_ours", values)) from None
    if found is None:
        raise RemoteRefused(Text("push.no_manifest", {"folder": str(path)}))
    return found


def _numbers(manifest: Manifest) -> Iterator[str]:
    yield manifest.source.course
    yield manifest.source.assignment
    for one in manifest.hand_ins:
        yield one.number
        yield from (member.number for member in one.members)
