"""The records of what was handed in, and how its bytes are read."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from grader.model import Submission, Text

MAX_FILE_MB = 64
"""A handed-in file beyond this is cut there; reading it then says that it is too large."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Of bzip2 and LZMA `zipfile` unpacks whole whatever it reads: a kilobyte may become gigabytes."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file to grade: on disk, or a member of a zip."""

    student: str
    """The id: nobody else of the class has it, nor one that differs in what is not seen."""
    name: str
    """As given, for people."""
    path: Path
    member: int | None
    """Where it stands in the zip's directory, from 0: several members may bear one name."""
    modified: float
    """When it was changed, as disk or zip says. Nothing is decided by it: anyone may set it."""

    def read(self) -> Submission:
        """Read its bytes. Raises OSError or zipfile.BadZipFile when the disk or the zip fails."""
        limit = (MAX_FILE_MB << 20) + 1
        if self.member is None:
            with self.path.open("rb") as file:
                return Submission(self.student, self.name, file.read(limit))
        try:
            with zipfile.ZipFile(self.path) as archive:
                member = archive.infolist()[self.member]
                if member.filename != self.name:
                    raise zipfile.BadZipFile("the zip has changed meanwhile")
                if member.compress_type not in _METHODS:
                    raise zipfile.BadZipFile("its compression is not read here; unpack the zip")
                with archive.open(member) as file:
                    return Submission(self.student, self.name, file.read(limit))
        except (OSError, zipfile.BadZipFile):
            raise
        except Exception as error:  # a damaged zip makes `zipfile` and its codecs raise anything
            raise zipfile.BadZipFile(f"{type(error).__name__}: {error}") from None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that is not graded, and why."""

    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class Member:
    """One of the hand-ins of a collision: the id that it is graded under (none if it is not)."""

    student: str
    file: str
    """Its name, with what cannot be seen in it written out."""


@dataclass(frozen=True, slots=True)
class Collision:
    """Hand-ins that could be taken for one another, and what was made of them."""

    what: Text
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """What to grade, by student; everything else set aside; what a person should look at."""

    handed_in: tuple[HandedIn, ...]
    set_aside: tuple[SetAside, ...]
    collisions: tuple[Collision, ...] = ()
