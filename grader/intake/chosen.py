"""One file for each person: which of several is graded, where a layout says they are one's own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.intake.found import Found
from grader.intake.hand_in import Collision, Member
from grader.intake.likeness import visible
from grader.intake.modules import imported_by, is_python, joined
from grader.intake.reading import Reading
from grader.intake.terms import MOST_GRADED
from grader.intake.wanted import Wanted
from grader.intake.whose import Owned
from grader.model import Text


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A file of a person, and what tells whether it is the one to grade."""

    found: Found
    order: int
    """The platform's; 0 where it has none."""
    may_be: bool
    """Whether anything that is asked for may be in it."""
    rank: tuple[int, bool, int, tuple[str, ...]]
    """Of files that one attempt consists of, or that nothing orders: the largest is graded."""


def one_of_each(
    files: Sequence[Owned], wanted: Wanted, reading: Reading, attempt: str = "last"
) -> tuple[list[Found], list[Collision]]:
    """Return all that was found, of each person's several files all but one set aside, and told.

    By the platform's order the last attempt is graded, or the first, or all for the best of them;
    without an order, the file in which most of what is asked for is defined. Either way a file that
    defines none of it yields to one that does. Dates of files decide nothing.
    """
    kept: list[Found] = []
    groups: dict[tuple[object, ...], list[Owned]] = defaultdict(list)
    for one in files:
        if one.claim and one.claim.person and one.found.why is None:
            groups[one.layout, one.found.place, one.claim.person.id].append(one)
        else:
            kept.append(one.found)
    told = []
    for several in groups.values():
        group, modules = _with_modules(several, reading)
        kept += modules
        if len(group) == 1:
            kept.append(group[0].found)
            continue
        ranked = [_ranked(one, wanted, reading) for one in group]
        graded, others = _graded(ranked, attempt)
        kept += [*_aside(others, graded[-1].found), _whole(graded, ranked)]
        told.append(_told(graded, others, group[0].layout, attempt))
    return kept, told


def _with_modules(group: list[Owned], reading: Reading) -> tuple[list[Owned], list[Found]]:
    """Return a person's files, the modules of an only notebook put beside it; and those, aside."""
    notebooks = [one for one in group if not is_python(one.found.within[-1])]
    if len(group) == 1 or len(notebooks) != 1:
        return group, []
    [notebook] = notebooks
    files = {one.found.within[-1]: one.found for one in group if one is not notebook}
    openings = {name: reading.opening(found) for name, found in files.items()}
    names = imported_by(reading.opening(notebook.found), openings)
    found = joined(notebook.found, [files[name] for name in names])
    left = [one for one in group if one is not notebook and one.found.within[-1] not in names]
    aside = [files[name].aside(Text("aside.module")) for name in names]
    return [*left, replace(notebook, found=found if names else notebook.found)], aside


def _ranked(one: Owned, wanted: Wanted, reading: Reading) -> _Ranked:
    content = reading.opening(one.found)
    notebook = not one.found.name.lower().endswith(".py")
    within = one.found.within
    rank = (wanted.defined_in(content), notebook, -len(within), within)
    order = one.claim.order if one.claim else 0
    return _Ranked(one.found, order, wanted.may_be_in(content), rank)


def _graded(ranked: Sequence[_Ranked], attempt: str) -> tuple[list[_Ranked], list[_Ranked]]:
    """Return what is graded, the one that counts (or is the last) last; and the others."""
    able = [one for one in ranked if one.may_be] or list(ranked)
    orders = sorted({one.order for one in able}) if all(one.order for one in ranked) else [0]
    of_each = [
        max((one for one in able if order in (0, one.order)), key=lambda one: one.rank)
        for order in orders
    ]
    if attempt == "first":
        graded = of_each[:1]
    else:
        graded = of_each[-MOST_GRADED:] if attempt == "best" else of_each[-1:]
    return graded, [one for one in ranked if all(one is not other for other in graded)]


def _aside(others: Sequence[_Ranked], kept: Found) -> list[Found]:
    why = Text("aside.another", {"kept": kept.name})
    return [one.found.aside(why) for one in others]


def _whole(graded: Sequence[_Ranked], ranked: Sequence[_Ranked]) -> Found:
    """Return what is graded as one, with the number of the attempt of each."""
    orders = sorted({one.order for one in ranked})
    numbered = [
        replace(one.found.handed, attempt=1 + orders.index(one.order) if all(orders) else 1)
        for one in graded
    ]
    return replace(graded[-1].found, handed=replace(numbered[-1], others=tuple(numbered[:-1])))


def _told(
    graded: Sequence[_Ranked], others: Sequence[_Ranked], layout: str, attempt: str
) -> Collision:
    student = visible(graded[-1].found.handed.person.id)
    members = [Member("", visible(one.found.name)) for one in _in_order(others)]
    members += [Member(student, visible(one.found.name)) for one in graded]
    every = [*graded, *others]
    ordered = all(one.order for one in every) and len({one.order for one in every}) > 1
    if not ordered:
        kind = "collision.files"
    elif attempt == "best":
        kind = "collision.best"
    elif attempt == "first":
        kind = "collision.first"
    else:
        last = max(one.order for one in every) == graded[-1].order
        kind = "collision.attachments" if last else "collision.chosen"
    values: dict[str, str | int] = {"n": len(members), "student": student, "layout": layout}
    return Collision(Text(kind, values), tuple(members))


def _in_order(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    return sorted(ranked, key=lambda one: (one.order, one.rank))
