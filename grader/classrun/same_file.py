"""One file that several people handed in, byte for byte: told, and nobody's mark changed by it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from grader.classrun.worker import Done
from grader.intake import Collision, HandIn, Member
from grader.intake.likeness import visible
from grader.model import Text

_WORK = ("graded", "too_costly")
"""What is work of somebody's: a template that nobody filled in is the same for all."""


def same_files(handed_in: Sequence[HandIn], done: Sequence[Done]) -> Iterator[Collision]:
    """Yield the files that several people handed in, `done` being in the order of the hand-ins."""
    groups: dict[str, list[HandIn]] = defaultdict(list)
    for handed, one in zip(handed_in, done, strict=True):
        if one.digest and one.row.status in _WORK:
            groups[one.digest].append(one.counted or handed)
    for group in groups.values():
        if len(group) > 1:
            members = (Member(visible(one.person.id), visible(one.name)) for one in group)
            yield Collision(Text("collision.same_file", {"n": len(group)}), tuple(members))
