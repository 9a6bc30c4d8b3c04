"""One file that several people handed in, byte for byte: told, and nobody's mark changed by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from grader.intake import Collision, HandIn, Member
from grader.intake.likeness import visible
from grader.model import Text

if TYPE_CHECKING:
    from grader.classrun.worker import Done

_WORK = ("graded", "too_costly")
"""What is work of somebody's: a template that nobody filled in is the same for all."""


def same_files(handed_in: Sequence[HandIn], done: Sequence[Done]) -> Iterator[Collision]:
    """Yield the files that several people handed in, `done` being in the order of the hand-ins."""
    both = zip(handed_in, done, strict=True)
    return same_bytes(
        (one.digest, one.row.status, _member(one.counted or handed)) for handed, one in both
    )


def same_bytes(given: Iterable[tuple[str, str, Member]]) -> Iterator[Collision]:
    """Yield the same of everybody's digest and status; the digest is empty where nobody has it."""
    groups: dict[str, list[Member]] = defaultdict(list)
    for digest, status, member in given:
        if digest and status in _WORK:
            groups[digest].append(member)
    for group in groups.values():
        if len(group) > 1:
            yield Collision(Text("collision.same_file", {"n": len(group)}), tuple(group))


def _member(one: HandIn) -> Member:
    return Member(visible(one.person.id), visible(one.name))
