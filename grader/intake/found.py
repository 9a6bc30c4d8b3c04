"""A file that was come upon while looking through what was given."""

from dataclasses import replace

from grader.frozen import frozen
from grader.intake.hand_in import HandIn, Person, Place
from grader.intake.names import parts_of, student_of
from grader.model import Text


@frozen
class Root:
    """A path that was given: a folder, a zip, or the folder of a single file."""

    place: tuple[str, ...]
    """Its folders from the root of the disk, itself among them."""
    shown: tuple[str, ...]
    """What its own name adds to the folders that people are shown."""


@frozen
class Found:
    """A file or folder, under the id that its name alone gives, and where it lies."""

    handed: HandIn
    place: tuple[str, ...]
    """The folders it lies in, from the root of the disk; a zip is one of them."""
    shown: tuple[str, ...]
    """The folders it lies in as people call them: from the path that was given."""
    within: tuple[str, ...]
    """Its path from the given path on, that one's own name first and its own last."""
    why: Text | None = None
    """Why it is no hand-in; None while it may be one."""
    packed: tuple[int, ...] = ()
    """Which parts of `within`, below the first, are archives that others were found in."""

    @property
    def files(self) -> tuple[int, ...]:
        """Return which parts of `within` are files: itself, and archives that it was packed in.

        What a platform calls a file may be any of them: a person's zip, or a section's.
        """
        return (*self.packed, len(self.within) - 1)

    @property
    def name(self) -> str:
        """As given, for people."""
        return self.handed.name

    def above(self, depth: int) -> tuple[str, ...]:
        """Return the folders of the disk above a part of `within`."""
        return self.place[: len(self.place) + 1 - len(self.within) + depth]

    def shown_above(self, depth: int) -> tuple[str, ...]:
        """Return the folders above a part of `within`, as people call them."""
        own = self.shown[: len(self.shown) + 2 - len(self.within)]
        return own[:depth] + self.within[1:depth]

    def aside(self, why: Text) -> "Found":
        """Return the same as no hand-in."""
        return replace(self, why=why)


def found(
    root: Root, name: str, place: Place, why: Text | None, packed: tuple[int, ...] = ()
) -> Found:
    """Return what lies at a name within a given path, in such archives."""
    path = parts_of(name)
    folders = path[:-1]
    return Found(
        HandIn(Person(student_of(name)), name, place),
        root.place + folders,
        root.shown + folders,
        (*root.place[-1:], *(path or (name,))),
        why,
        packed,
    )
