"""The seam behind which platforms are: an assignment's hand-ins, what is marked, a mark put there.

Everything is said in ids of the platform, as text. Methods raise RemoteRefused for what one thing
cannot be had of, and RemoteClosed where nothing more can come.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

from grader.model import Text


@dataclass(frozen=True, slots=True)
class Assigned:
    """The assignment as the platform knows it."""

    title: str
    most: Decimal | None
    """Points to be had there; None where the platform says none."""
    no_marks: Text | None = None
    """Why it takes no points, where it takes none: words for marks."""
    notes: tuple[Text, ...] = ()
    """What a person should know of it before anything is put there."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the course."""

    number: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that was handed in."""

    key: str
    """The same while the file is the same; no part of an address."""
    path: str
    """What it is called there, folders and all: hostile."""
    size: int | None = None
    kind: Literal["file", "text", "link"] = "file"
    address: str = field(default="", repr=False)
    content: bytes | None = field(default=None, repr=False)
    """What needs no download: text that was typed into a page."""


@dataclass(frozen=True, slots=True)
class RemoteHandIn:
    """What one person, or a group, handed in last."""

    number: str
    """What the platform's own download calls its owner by."""
    name: str
    members: tuple[Member, ...]
    files: tuple[RemoteFile, ...]
    attempt: int = 0
    """As the platform counts, from 0 or 1."""
    time: str = ""
    late: bool | None = None
    late_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody of an assignment."""

    hand_ins: tuple[RemoteHandIn, ...]
    nobody: tuple[Member, ...] = ()
    """Those of whom there is nothing: no file, no text, a draft at most."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the platform has of one person at this moment."""

    mark: Decimal | None = None
    attempt: int = 0
    time: str = ""
    pages: frozenset[str] = frozenset()
    """Names of files that lie with the feedback, where the platform tells them."""
    locked: Text | None = None
    """Why no mark may be put there."""


@dataclass(frozen=True, slots=True)
class Grade:
    """What is put to one person."""

    member: Member
    attempt: int
    mark: Decimal
    comment: str
    page_name: str
    page: bytes = field(repr=False)
    only: frozenset[str] = frozenset({"mark", "page"})
    """What of it is not there yet."""


class RemoteCourse(Protocol):
    """One assignment of one course."""

    @property
    def name(self) -> str:
        """Return the platform's name: the key of its ids in `Person.ids`."""
        ...

    @property
    def html(self) -> bool:
        """Whether comments are HTML."""
        ...

    def assigned(self) -> Assigned:
        """Return what the assignment is."""
        ...

    def roll(self) -> Roll:
        """Return everybody's current hand-in."""
        ...

    def places(self, hand_in: RemoteHandIn) -> Sequence[tuple[str, ...]]:
        """Return where each of its files lies in the platform's own download, safe to write."""
        ...

    def page_name(self, digest: str) -> str:
        """Return what a page is called there; with the digest where pages pile up."""
        ...

    def download(self, file: RemoteFile) -> bytes:
        """Return a file's bytes, as many as any hand-in may have."""
        ...

    def held(self, members: Sequence[Member]) -> Mapping[str, Held]:
        """Return what there is of these people, by number."""
        ...

    def push(self, grade: Grade) -> None:
        """Put a mark and its page there; doing it again must do no harm."""
        ...
