"""One file for each person: which of several is graded, where a layout says they are one's own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from grader.intake.found import Found
from grader.intake.hand_in import Collision, Member
from grader.intake.likeness import visible
from grader.intake.reading import Reading
from grader.intake.wanted import Wanted
from grader.intake.whose import Owned
from grader.model import Text


def one_of_each(
    files: Sequence[Owned], wanted: Wanted, reading: Reading
) -> tuple[list[Found], list[Collision]]:
    """Return all that was found, of each person's several files all but one set aside, and told.

    By the platform's order the last is graded; without one, that in which most of what is asked for
    is defined. Either way a file that defines none of it yields to one that does. Dates decide
    nothing.
    """
    kept: list[Found] = []
    groups: dict[tuple[object, ...], list[Owned]] = defaultdict(list)
    for one in files:
        if one.claim and one.claim.person and one.found.why is None:
            groups[one.layout, one.found.place, one.claim.person.id].append(one)
        else:
            kept.append(one.found)
    told = []
    for group in groups.values():
        if len(group) == 1:
            kept.append(group[0].found)
            continue
        ordered = _ordered(group, wanted, reading)
        kept += _graded(ordered)
        told.append(_told(ordered))
    return kept, told


def _ordered(group: Sequence[Owned], wanted: Wanted, reading: Reading) -> list[Owned]:
    """Return a person's files, the one to grade last."""

    def rank(one: Owned) -> tuple[bool, int, int, bool, int, tuple[str, ...]]:
        content = reading.opening(one.found)
        defined = wanted.defined_in(content)
        order = one.claim.order if one.claim else 0
        notebook = not one.found.name.lower().endswith(".py")
        return (
            wanted.may_be_in(content),
            order,
            defined,
            notebook,
            -len(one.found.within),
            one.found.within,
        )

    return sorted(group, key=rank)


def _graded(ordered: Sequence[Owned]) -> list[Found]:
    *others, last = (one.found for one in ordered)
    why = Text("aside.another", {"kept": last.name})
    orders = [one.claim.order if one.claim else 0 for one in ordered]
    attempt = 1 + sorted(orders).index(orders[-1]) if all(orders) else 1
    graded = replace(last, handed=replace(last.handed, attempt=attempt))
    return [*(one.aside(why) for one in others), graded]


def _told(ordered: Sequence[Owned]) -> Collision:
    *others, last = (one.found for one in ordered)
    student = visible(last.handed.person.id)
    members = [Member("", visible(one.name)) for one in others]
    members.append(Member(student, visible(last.name)))
    orders = [one.claim.order if one.claim else 0 for one in ordered]
    values: dict[str, str | int] = {
        "n": len(members),
        "student": student,
        "layout": ordered[-1].layout,
    }
    if not all(orders):
        kind = "collision.files"
    else:
        kind = "collision.attachments" if max(orders) == orders[-1] else "collision.chosen"
    return Collision(Text(kind, values), tuple(members))
