"""Canvas: `{sortablename}_[LATE_]{user}_{attachment}_{file}`, all in one folder.

Files of other makings may be called like that (`list_1_2_ana.py`). So most of a folder must be, and
no attachment may be there twice; two files are taken for one person's only where several people are
told apart, each by one name, and the numbers of their attachments are no counting.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.layouts.fetched import NOTHING, Facts, fetched, of_ours
from grader.intake.layouts.layout import Claim
from grader.intake.reading import Reading
from grader.model import Text

_NUMBER = "0|[1-9][0-9]{0,19}"
_FILE = re.compile(rf"([^_\s]+)_(LATE_)?({_NUMBER})_({_NUMBER})_(.+)", re.DOTALL)
_BLIND = re.compile(rf"(anon)_(LATE_)?([0-9A-Za-z]{{1,20}})_({_NUMBER})_(.+)", re.DOTALL)
_TYPED = re.compile(rf"([^_\s]+)_(LATE_)?({_NUMBER})_(text|link)\.html")
_SMALLEST = 100
"""Attachments with smaller numbers may be anything that people count."""


@dataclass(slots=True)
class _Folder:
    """A folder that may be one of Canvas's."""

    named: dict[str, re.Match[str]] = field(default_factory=dict)
    """Files that are called as attachments are."""
    inside: list[tuple[int, int, str]] = field(default_factory=list)
    """What was found in which of them: its index, and which part of its path the file is."""
    typed: dict[int, re.Match[str]] = field(default_factory=dict)
    hand_ins: set[str] = field(default_factory=set)
    """Files that are, or hold, what may be a hand-in."""


class Canvas:
    """Canvas's download of the submissions of one assignment."""

    name = "canvas"
    counts = True

    def __init__(self, *, told: bool = False) -> None:
        self._told = told

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim the files of folders most of which are called as Canvas calls them."""
        claims: dict[int, Claim] = {}
        known, manifests = fetched(found, reading, self.name)
        for place, folder in _folders(found).items():
            facts = known.get(place, {})
            named = folder.named
            most = 2 * len(folder.hand_ins & named.keys()) > len(folder.hand_ins)
            if not self._told and not (most and _is_sound(named.values())):
                continue
            merge = self._told or _tells_people_apart(named.values())
            for index, depth, file in folder.inside:
                claims[index] = self._claim(named[file], depth, facts, may_merge=merge)
            for index, words in folder.typed.items():
                claims[index] = self._typed(found[index], words)
        for index in manifests:
            claims.setdefault(index, of_ours(found[index]))
        return claims

    def _claim(
        self, named: re.Match[str], depth: int, facts: Mapping[str, Facts], *, may_merge: bool
    ) -> Claim:
        return Claim(
            self._person(named),
            depth,
            facts.get(named[3], NOTHING).time,
            late=named[2] is not None,
            order=int(named[4]),
            may_merge=may_merge and (self._told or int(named[4]) >= _SMALLEST),
        )

    def _typed(self, one: Found, words: re.Match[str]) -> Claim:
        key = "aside.shortcut" if words[4] == "link" else "aside.online_text"
        depth = len(one.within) - 1
        return Claim(self._person(words), depth, late=words[2] is not None, why=Text(key))

    def _person(self, named: re.Match[str]) -> Person:
        name = "" if named[1] == "anon" else named[1]
        return Person(f"{named[1]}_{named[3]}", name, ids=((self.name, named[3]),))


def _folders(found: Sequence[Found]) -> Mapping[tuple[str, ...], _Folder]:
    """Return the folders that hold files called as Canvas calls them, by where they lie."""
    folders: dict[tuple[str, ...], _Folder] = defaultdict(_Folder)
    for index, one in enumerate(found):
        for depth in one.files:
            file, folder = one.within[depth], folders[one.above(depth)]
            if one.why is None:
                folder.hand_ins.add(file)
            if named := _named(file):
                folder.named[file] = named
                folder.inside.append((index, depth, file))
                break  # what lies in it was called so by a person
            if words := _TYPED.fullmatch(file):
                folder.typed[index] = words
    return {place: folder for place, folder in folders.items() if folder.named}


def _named(file: str) -> re.Match[str] | None:
    named = _FILE.fullmatch(file) or _BLIND.fullmatch(file)
    return named if named and named[1] == named[1].lower() else None


def _is_sound(files: Collection[re.Match[str]]) -> bool:
    """Tell whether no attachment is there twice: Canvas counts them for the whole site."""
    return len({named[4] for named in files}) == len(files)


def _tells_people_apart(files: Collection[re.Match[str]]) -> bool:
    """Tell whether there are several users, each of one name of their own or of none."""
    users = {(named[3], named[1]) for named in files}
    numbers = {number for number, _name in users}
    names = {name for _number, name in users}
    return len(numbers) == len(users) > 1 and (len(names) > 1 or names == {"anon"})
