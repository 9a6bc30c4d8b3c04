"""Whose is what: the readers of all layouts are asked, and nobody is merged on a doubtful word."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from grader.frozen import frozen
from grader.intake.found import Found
from grader.intake.hand_in import Collision, HandIn, Member, Seen
from grader.intake.layouts import Claim, Layout
from grader.intake.likeness import key, visible
from grader.intake.reading import Reading
from grader.model import Text


@frozen
class Owned:
    """A file, and what a layout says of it."""

    found: Found
    """Under the person's id and folder, where one was believed."""
    claim: Claim | None = None
    layout: str = ""


def owned(
    found: Sequence[Found], layouts: Sequence[Layout], reading: Reading
) -> tuple[list[Owned], list[Collision]]:
    """Return every file with its owner, as far as a layout tells, and what a person should know.

    Of two layouts that fit one file, the one is believed whose part of the path lies further out:
    it was not called so by whoever handed in. Where both read the same part, neither is.
    """
    read = {layout.name: layout.claims(found, reading) for layout in layouts}
    files: list[Owned] = []
    doubtful: list[tuple[Found, str]] = []
    for index, one in enumerate(found):
        claims = [(name, by[index]) for name, by in read.items() if index in by]
        least = min((claim.depth for _, claim in claims), default=0)
        outermost = [(name, claim) for name, claim in claims if claim.depth == least]
        if len(outermost) == 1:
            files.append(_believed(one, *outermost[0]))
            continue
        files.append(Owned(one))
        if outermost and one.why is None:
            doubtful.append((one, " + ".join(name for name, _ in outermost)))
    files = _not_merged_on_doubt(files, found)
    return files, [*_doubts(doubtful), *_two_ids(files)]


def recognised(files: Sequence[Owned]) -> tuple[tuple[str, int], ...]:
    """Return the layouts that told the owner of a hand-in, and of how many people."""
    people = {(one.layout, one.found.place, one.found.handed.person.id) for one in _told_of(files)}
    return tuple(sorted(Counter(layout for layout, _, _ in people).items()))


def seen(files: Sequence[Owned], told: str) -> tuple[Seen, ...]:
    """Return the layouts that were seen with how sure that is, `told` being the one asked for."""
    every = sum(one.found.why is None for one in files)
    rows = []
    for layout, people in recognised(files):
        claims = [one.claim for one in _told_of(files) if one.layout == layout and one.claim]
        if told:
            sure = "told"
        elif len(claims) == every and all(claim.certain for claim in claims):
            sure = "certain"
        else:
            sure = "likely" if 2 * len(claims) >= every else "doubtful"
        rows.append(Seen(layout, people, len(claims), every, sure))
    return tuple(rows) or (Seen("plain", every, every, every, "likely"),)


_QUIET = frozenset({"aside.of_platform", "aside.copy", "aside.system_file", "aside.results"})
"""Why a file is set aside that no person handed in."""


def ungraded(files: Sequence[Owned]) -> list[HandIn]:
    """Return, of each person all whose files are set aside, one of them."""
    graded = {_owner(one)[:3] for one in _told_of(files)}
    others: dict[tuple[object, ...], HandIn] = {}
    for one in files:
        why = one.found.why
        counts = _is_told(one) and why is not None and why.key not in _QUIET
        if counts and _owner(one)[:3] not in graded:
            others.setdefault(_owner(one)[:3], one.found.handed)
    return list(others.values())


def told_of_ungraded(hand_ins: Sequence[HandIn]) -> Iterator[Collision]:
    """Tell of people who handed in nothing that can be graded."""
    if hand_ins:
        members = (Member(visible(one.person.id), visible(one.name)) for one in hand_ins)
        yield Collision(Text("collision.ungraded", {"n": len(hand_ins)}), tuple(members))


def unclaimed(files: Sequence[Owned], layout: str) -> Collision | None:
    """Tell of hand-ins that are not called as the layout that was asked for calls them."""
    others = [one.found for one in files if one.found.why is None and not _is_told(one)]
    if not others:
        return None
    what = Text("collision.unclaimed", {"n": len(others), "layout": layout})
    return Collision(what, tuple(Member("", visible(one.name)) for one in others))


def graded_as(doubts: Sequence[Collision], graded: Sequence[HandIn]) -> Iterator[Collision]:
    """Yield the same with the id that each file is graded under, which is known last."""
    ids = {visible(one.name): visible(one.person.id) for one in graded}
    for doubt in doubts:
        members = (Member(ids.get(one.file, one.student), one.file) for one in doubt.members)
        yield replace(doubt, members=tuple(members))


def _told_of(files: Sequence[Owned]) -> list[Owned]:
    return [one for one in files if one.found.why is None and _is_told(one)]


def _is_told(one: Owned) -> bool:
    return one.claim is not None and one.claim.person is not None


_ONLY_BY_NAME = frozenset({"aside.not_a_notebook", "aside.web_page"})
"""What a name's ending tells: a platform knows better what its files are."""


def _believed(one: Found, layout: str, claim: Claim) -> Owned:
    why = one.why
    if claim.why and (why is None or why.key in _ONLY_BY_NAME):
        why = claim.why
    if claim.person is None:
        return Owned(replace(one, why=why), claim, layout)
    handed = replace(
        one.handed, person=claim.person, time=claim.time, late=claim.late, layout=layout
    )
    above, shown = one.above(claim.depth), one.shown_above(claim.depth)
    return Owned(replace(one, handed=handed, place=above, shown=shown, why=why), claim, layout)


def _not_merged_on_doubt(files: Sequence[Owned], found: Sequence[Found]) -> list[Owned]:
    """Return the same, files that may not be merged with others of one owner as nobody's known."""
    times = Counter(_owner(one) for one in files)
    return [
        one if times[_owner(one)] == 1 or one.claim is None or one.claim.may_merge else Owned(plain)
        for one, plain in zip(files, found, strict=True)
    ]


def _owner(one: Owned) -> tuple[object, ...]:
    """Return who handed a file in, as far as that counts: what is no hand-in merges nobody."""
    return one.layout, one.found.place, one.found.handed.person.id, one.found.why is None


def _doubts(doubtful: Sequence[tuple[Found, str]]) -> Iterator[Collision]:
    by_layouts: dict[str, list[Member]] = defaultdict(list)
    for one, names in doubtful:
        by_layouts[names].append(Member("", visible(one.name)))
    for names, members in by_layouts.items():
        values: Mapping[str, str | int] = {"n": len(members), "layouts": names}
        yield Collision(Text("collision.layouts", values), tuple(members))


def _two_ids(files: Sequence[Owned]) -> Iterator[Collision]:
    """Tell of names that several numbers of a platform bear, and of numbers of several names."""
    names: dict[tuple[str, str], dict[str, Member]] = defaultdict(dict)
    numbers: dict[tuple[str, str], dict[str, Member]] = defaultdict(dict)
    for one in files:
        person = one.found.handed.person
        if one.found.why is not None or not one.layout or not person.name:
            continue
        member = Member(visible(person.id), visible(one.found.name))
        for number in (number for platform, number in person.ids if platform == one.layout):
            names[one.layout, key(person.name)].setdefault(number, member)
            numbers[one.layout, number].setdefault(key(person.name), member)
    for kind, groups in (("collision.namesakes", names), ("collision.one_number", numbers)):
        for (layout, _), members in groups.items():
            if len(members) > 1:
                what = Text(kind, {"n": len(members), "layout": layout})
                yield Collision(what, tuple(members.values()))
