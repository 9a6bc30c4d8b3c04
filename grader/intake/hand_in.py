"""The records of what was handed in and by whom, and how its bytes are read."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path

from grader.budget import MAX_FILE_MB
from grader.frozen import frozen
from grader.model import Submission, Text

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Of bzip2 and LZMA `zipfile` unpacks whole whatever it reads: a kilobyte may become gigabytes."""

UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile)
"""What reading a hand-in raises when the disk or a zip fails, or an entry is encrypted."""


MOST_BESIDE = 1 << 20
"""Bytes that are read of a file that lies beside a hand-in."""


@frozen
class Person:
    """Who handed something in: one person, or a group."""

    id: str
    """Nobody else of the class has it, nor one that differs in what is not seen."""
    name: str = ""
    """As a platform writes it; empty where nothing says it."""
    email: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    """What platforms call the person: ("moodle", "4711")."""
    members: tuple["Person", ...] = ()
    """Of a group; empty for one person, and where nothing says who they are."""
    groups: tuple[str, ...] = ()
    """Groups and sections that the person belongs to, as a roster writes them."""


@frozen
class Place:
    """Where the bytes of a file are: on disk, in a zip, or here."""

    path: Path
    member: int | None = None
    """Where it stands in the zip's directory, from 0: several members may bear one name."""
    listed: str = ""
    """What the zip's directory calls it, however that is to be read."""
    kept: bytes | None = field(default=None, repr=False)
    """Its bytes, packed by zlib, where it lies in a tar or in a zip that lies in another."""

    def read(self, most: int = (MAX_FILE_MB << 20) + 1) -> bytes:
        """Return so many bytes at most.

        Raises OSError or zipfile.BadZipFile when the disk or the zip fails.
        """
        if self.kept is not None:
            return zlib.decompress(self.kept)[:most] if self.kept else b""
        if self.member is None:
            with self.path.open("rb") as file:
                return file.read(most)
        with opened_zip(self.path) as archive:
            return self.read_from(archive, most)

    def read_from(self, archive: zipfile.ZipFile, most: int) -> bytes:
        """Return so many bytes of a member of an open zip. Raises OSError or BadZipFile."""
        with _only_bad_zips():
            member = archive.infolist()[self.member or 0]
            if member.orig_filename != self.listed:
                raise zipfile.BadZipFile("the zip has changed meanwhile")
            if member.compress_type not in METHODS:
                raise zipfile.BadZipFile("its compression is not read here; unpack the zip")
            with archive.open(member) as file:
                return file.read(most)


def opened_zip(path: Path) -> zipfile.ZipFile:
    """Open a zip. Raises OSError or zipfile.BadZipFile."""
    with _only_bad_zips():
        return zipfile.ZipFile(path)


@contextmanager
def _only_bad_zips() -> Iterator[None]:
    """Let OSError and BadZipFile through: damaged, a zip makes `zipfile` raise anything."""
    try:
        yield
    except (OSError, zipfile.BadZipFile):
        raise
    except Exception as error:
        raise zipfile.BadZipFile(f"{type(error).__name__}: {error}") from None


@frozen
class HandIn:
    """A file to grade, and whose it is.

    No date of a file is kept: anyone may set it.
    """

    person: Person
    name: str
    """As given, for people."""
    place: Place
    attempt: int = 1
    """Which of the person's own this is, where a platform or folders of attempts count them."""
    time: str = ""
    """When it was handed in, as the platform writes it; empty where it does not say."""
    late: bool | None = None
    """Whether the platform, or else the time that is due, calls it late; None where none does."""
    late_seconds: int | None = None
    """After the time that is due; None where one of the two times is not known."""
    layout: str = ""
    """The platform that told whose it is; empty where no platform's names did."""
    beside: tuple[tuple[str, Place], ...] = ()
    """Python files that lie beside it and that it imports, in the order of `Submission`."""
    others: tuple["HandIn", ...] = ()
    """The person's other attempts, earliest first, where the best of all is to count."""

    def read(self) -> Submission:
        """Read its bytes. Raises OSError or zipfile.BadZipFile when the disk or the zip fails."""
        beside = tuple((name, place.read(MOST_BESIDE)) for name, place in self.beside)
        return Submission(self.person.id, self.name, self.place.read(), beside)


@frozen
class SetAside:
    """A file or folder that is not graded, and why."""

    name: str
    why: Text


@frozen
class Member:
    """One of the hand-ins of a collision: the id that it is graded under (none if it is not)."""

    student: str
    file: str
    """Its name, with what cannot be seen in it written out."""


@frozen
class Collision:
    """Hand-ins that could be taken for one another, and what was made of them."""

    what: Text
    members: tuple[Member, ...]


@frozen
class Seen:
    """A layout that was seen, and how sure that is."""

    layout: str
    people: int
    """Of how many people it told that a hand-in is theirs."""
    hand_ins: int
    of: int
    """Of how many hand-ins it told so, of all that were found."""
    sure: str
    """`told` by whoever grades, `certain`, `likely` or `doubtful`."""


@frozen
class Intake:
    """What to grade, by person; everything else set aside; what a person should look at."""

    handed_in: tuple[HandIn, ...]
    set_aside: tuple[SetAside, ...]
    collisions: tuple[Collision, ...] = ()
    layouts: tuple[tuple[str, int], ...] = ()
    """The platforms whose names were recognised, and how many people each told of."""
    seen: tuple[Seen, ...] = ()
    """The same with how sure that is; `plain` where no platform's names were recognised."""
    due: str = ""
    """When it was due, as ISO 8601; empty where nothing says."""
    enrolled: int = 0
    """How many people are in the roster; 0 where there is none."""
    missing: tuple[Person, ...] = ()
    """Who is in the roster and handed nothing in."""
    unknown: tuple[Person, ...] = ()
    """Who handed in and is not in the roster."""
