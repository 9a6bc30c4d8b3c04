"""The seam behind which platforms are: who handed in what, told by how things are called."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from grader.frozen import frozen
from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.reading import Reading
from grader.model import Text


@frozen
class Claim:
    """What a layout says of one file: whose it is, and what else the platform tells of it."""

    person: Person | None
    """None for what is the platform's or the course's."""
    depth: int
    """Which part of the file's path (`Found.within`) names the person.

    What lies above was named by the platform or the teacher, what lies below by the person.
    """
    time: str = ""
    late: bool | None = None
    order: int = 0
    """Of one person's files, the later handed in has the larger number; 0 where nothing tells."""
    may_merge: bool = True
    """Whether two files of one person may be taken for that: else each is a person's of its own."""
    why: Text | None = None
    """Why it is no hand-in, where the platform's names tell."""
    certain: bool = False
    """Whether no person would call a file so: the platform's own mark is on it."""


class Layout(Protocol):
    """Reads the names of one platform. It is not asked about contents, and decides nothing else."""

    @property
    def name(self) -> str:
        """Return the platform's name: the key of its ids in `Person.ids`, and of `--layout`."""
        ...

    @property
    def counts(self) -> bool:
        """Tell whether its ids are numbers of its own, which are no id of anybody's elsewhere."""
        ...

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Return what this layout says of which of the files; nothing where it does not fit.

        A claim is made by the outermost part of a path that fits, for what lies deeper may be
        called whatever the person likes. What cannot be told apart from names that people choose
        is not claimed, unless whoever grades has said that it is this platform's (`told`, where a
        reader has it).
        """
        ...
