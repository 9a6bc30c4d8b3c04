"""A course of nowhere, for tests: what was handed in and what was put there, in this process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from grader.errors import RemoteRefused
from grader.model import Text
from grader.remote_course.course import (
    Assigned,
    Grade,
    Held,
    Member,
    RemoteFile,
    RemoteHandIn,
    Roll,
)
from grader.remote_course.moodle_names import places


@dataclass(slots=True)
class MemoryCourse:
    """One assignment, whose names are laid out as Moodle's are."""

    hand_ins: tuple[RemoteHandIn, ...] = ()
    nobody: tuple[Member, ...] = ()
    most: Decimal = Decimal(10)
    refused: frozenset[str] = frozenset()
    """Numbers of people whom nothing can be put to."""
    put: dict[str, Grade] = field(default_factory=dict)
    name: str = "moodle"
    html: bool = True

    def assigned(self) -> Assigned:
        """Return what it is."""
        return Assigned("nowhere", self.most)

    def roll(self) -> Roll:
        """Return everybody."""
        return Roll(self.hand_ins, self.nobody)

    def places(self, hand_in: RemoteHandIn) -> Sequence[tuple[str, ...]]:
        """Return a folder for each hand-in."""
        return places(hand_in)

    def page_name(self, digest: str) -> str:
        """Return a name with the digest in it."""
        return f"feedback-{digest[:12]}.html"

    def download(self, file: RemoteFile) -> bytes:
        """Return what a file says that it holds."""
        if file.content is None:
            raise RemoteRefused(Text("remote.not_found"))
        return file.content

    def held(self, members: Sequence[Member]) -> Mapping[str, Held]:
        """Return what was put there."""
        times = {m.number: (h.attempt, h.time) for h in self.hand_ins for m in h.members}
        times |= {m.number: (0, "") for m in self.nobody}
        there = {}
        for one in members:
            if one.number not in times:
                there[one.number] = Held(locked=Text("push.left_course"))
                continue
            held = Held(None, *times[one.number])
            if grade := self.put.get(one.number):
                held = replace(held, mark=grade.mark, pages=frozenset({grade.page_name}))
            there[one.number] = held
        return there

    def push(self, grade: Grade) -> None:
        """Put a grade there, in the place of the one before."""
        if grade.member.number in self.refused:
            raise RemoteRefused(Text("remote.status", {"status": 400}))
        self.put[grade.member.number] = grade
