"""Who of the roster handed in what, who handed in nothing, and whom the roster does not know.

A hand-in is somebody's by the first of these that fits anybody: a platform's number, an id or user
name, an e-mail, a name. Where that fits several people, nobody is taken for anybody; nor is anybody
by a number whose name has no word in common with the hand-in's.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.intake.called_otherwise import differ
from grader.intake.hand_in import Collision, HandIn, Member, Person
from grader.intake.layouts import OF_ONE_SITE
from grader.intake.likeness import key, visible
from grader.intake.roster import Roster
from grader.model import Text

_OF_PEOPLE = frozenset({"", "plain", "folders", "classroom"})
"""Layouts in which people choose what their files are called: an id may be a part of that."""
_SHORTEST = 4
"""Letters of an id that is looked for in a longer name."""
_WORD = re.compile(r"[^\W_]+")
_TURNED = 6
"""Words of a name that are turned round."""


@dataclass(slots=True)
class Enrolment:
    """What a roster makes of a class."""

    handed: list[HandIn]
    told: list[Collision] = field(default_factory=list)
    missing: tuple[Person, ...] = ()
    unknown: tuple[Person, ...] = ()


def enrolled(
    handed: Sequence[HandIn], roster: Roster | None, ungraded: Sequence[HandIn] = ()
) -> Enrolment:
    """Return the hand-ins of people as the roster knows them, and what a person should know.

    Nobody is missing who handed in what cannot be graded (`ungraded`).
    """
    if roster is None:
        return Enrolment(list(handed), list(_groups(handed)))
    index = _Index(roster.people)
    result = Enrolment([])
    took: dict[int, list[HandIn]] = defaultdict(list)
    doubtful: list[tuple[HandIn, int]] = []
    unknown: list[tuple[HandIn, Person]] = []
    for one in handed:
        known, numbers, strangers, several = index.known(one)
        result.handed.append(replace(one, person=known))
        for number in numbers:
            took[number].append(one)
        unknown += [(one, who) for who in strangers]
        if several:
            doubtful.append((one, several))
    there = {*took, *(number for one in ungraded for number in index.known(one)[1])}
    result.missing = tuple(p for number, p in enumerate(roster.people) if number not in there)
    result.unknown = tuple(who for _, who in unknown)
    result.told += [*_groups(result.handed), *_twice(took, roster.people), *_doubts(doubtful)]
    result.told += _lists(result.missing, unknown)
    return result


class _Index:
    """A roster by everything that people are known by."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self._by: tuple[dict[str, set[int]], ...] = tuple(defaultdict(set) for _ in range(4))
        self._groups: dict[str, list[int]] = defaultdict(list)
        numbers, ids, mails, names = self._by
        for number, person in enumerate(people):
            for platform, value in person.ids:
                numbers[f"{platform} {key(value)}"].add(number)
                if platform in ("roster", "username"):
                    ids[key(value)].add(number)
            if person.email:
                mails[key(person.email)].add(number)
                ids[key(person.email)].add(number)
                ids[key(person.email.partition("@")[0])].add(number)
            for name in _turned(person.name):
                names[name].add(number)
            for group in person.groups:
                self._groups[key(group)].append(number)

    def known(self, one: HandIn) -> tuple[Person, list[int], list[Person], int]:
        """Return a hand-in's person as known here, whom of the roster that is, and who is not.

        The last is of how many people of the roster it may be.
        """
        person = one.person
        if person.members:
            return self._group(one)
        found = self._find(person, one.layout)
        if len(found) == 1:
            [number] = found
            return _joined(person, self._people[number]), [number], [], 0
        members = self._groups.get(key(person.name)) or self._groups.get(key(person.id))
        if not found and members:
            whole = replace(person, members=tuple(self._people[n] for n in members))
            return whole, members, [], 0
        return person, [], [] if found else [person], len(found)

    def _group(self, one: HandIn) -> tuple[Person, list[int], list[Person], int]:
        members, numbers, strangers, several = [], [], [], 0
        for member in one.person.members:
            found = self._find(member, one.layout)
            if len(found) == 1:
                [number] = found
                numbers.append(number)
                members.append(_joined(member, self._people[number]))
            else:
                members.append(member)
                strangers += [] if found else [member]
                several = max(several, len(found))
        return replace(one.person, members=tuple(members)), numbers, strangers, several

    def _find(self, person: Person, layout: str) -> set[int]:
        numbers, ids, mails, names = self._by
        own = [value for platform, value in person.ids if platform not in OF_ONE_SITE]
        by_id = [person.id, *own]
        by_number = (f"{platform} {key(value)}" for platform, value in person.ids)
        by_sid = [value for platform, value in person.ids if platform == "sid"]
        tries = [
            self._called_alike(person, _all(numbers, by_number)),
            _all(ids, map(key, by_sid)) or _all(ids, map(key, by_id)),
            _all(mails, [key(person.email)] if person.email else []),
            _all(names, [_squeezed(person.name or person.id)]),
        ]
        if layout == "moodle":  # the name of a group and a hyphen may stand before a person's
            parts = person.name.split("-")[:_TURNED]
            tries.append(
                _all(names, (_squeezed("-".join(parts[n:])) for n in range(1, len(parts))))
            )
        if layout in _OF_PEOPLE:
            words = [word for word in _WORD.findall(person.id) if _may_be_id(word)]
            tries.append(_all(ids, map(key, words)))
        return next((found for found in tries if found), set())

    def _called_alike(self, person: Person, found: set[int]) -> set[int]:
        """Leave out who bears another name: the number is another course's, or a team's."""
        return {n for n in found if not differ(person.name, self._people[n].name)}


def _all(by: Mapping[str, set[int]], keys: Iterable[str]) -> set[int]:
    return {number for one in keys if one for number in by.get(one, ())}


def _may_be_id(word: str) -> bool:
    return len(word) >= _SHORTEST and any(letter.isdigit() for letter in word)


def _squeezed(name: str) -> str:
    """Return the letters of a name alone: Canvas writes "Souza, Ana" as souzaana."""
    apart = unicodedata.normalize("NFKD", key(name))
    return "".join(letter for letter in apart if letter.isalnum())


def _turned(name: str) -> set[str]:
    """Return a name with the family name first, last, and wherever the words may be parted."""
    words = name.replace(",", " ").split()
    if len(words) > _TURNED:
        return {_squeezed(name)}
    return {_squeezed("".join(words[at:] + words[:at])) for at in range(len(words))}


def _joined(person: Person, known: Person) -> Person:
    ids = dict((*known.ids, *person.ids))
    return replace(
        person,
        name=known.name or person.name,
        email=person.email or known.email,
        ids=tuple(ids.items()),
        groups=tuple(dict.fromkeys((*person.groups, *known.groups))),
    )


def called(person: Person) -> str:
    """Return what people call somebody who has no hand-in: a name, and an id where there is one."""
    return f"{person.name} ({person.id})" if person.name not in ("", person.id) else person.id


def _groups(handed: Sequence[HandIn]) -> Iterator[Collision]:
    for one in handed:
        members = one.person.members
        if members:
            what = Text("collision.group", {"n": len(members), "student": visible(one.person.id)})
            told = (Member(visible(called(member)), visible(one.name)) for member in members)
            yield Collision(what, tuple(told))


def _twice(took: Mapping[int, Sequence[HandIn]], people: Sequence[Person]) -> Iterator[Collision]:
    for number, hand_ins in took.items():
        if len(hand_ins) > 1:
            student = visible(called(people[number]))
            values: dict[str, str | int] = {"n": len(hand_ins), "student": student}
            members = (Member(visible(one.person.id), visible(one.name)) for one in hand_ins)
            yield Collision(Text("collision.one_person", values), tuple(members))


def _doubts(doubtful: Sequence[tuple[HandIn, int]]) -> Iterator[Collision]:
    if doubtful:
        members = (Member(visible(one.person.id), visible(one.name)) for one, _ in doubtful)
        what = Text("collision.several_of_roster", {"n": len(doubtful)})
        yield Collision(what, tuple(members))


def _lists(
    missing: Sequence[Person], unknown: Sequence[tuple[HandIn, Person]]
) -> Iterator[Collision]:
    if missing:
        members = tuple(Member(visible(called(person)), "") for person in missing)
        yield Collision(Text("collision.missing", {"n": len(missing)}), members)
    if unknown:
        told = tuple(Member(visible(called(who)), visible(one.name)) for one, who in unknown)
        yield Collision(Text("collision.unknown", {"n": len(unknown)}), told)
