"""Canvas: `{sortablename}_[LATE_]{user}_{attachment}_{file}`, all in one folder.

Files of other makings may be called like that (`list_1_2_ana.py`). So most of a folder must be, and
no attachment may be there twice; two files are taken for one person's only where several people are
told apart, each by one name, and the numbers of their attachments are no counting.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.layouts.layout import Claim
from grader.intake.reading import Reading
from grader.model import Text

_NUMBER = "0|[1-9][0-9]{0,19}"
_FILE = re.compile(rf"([^_\s]+)_(LATE_)?({_NUMBER})_({_NUMBER})_(.+)", re.DOTALL)
_BLIND = re.compile(rf"(anon)_(LATE_)?([0-9A-Za-z]{{1,20}})_({_NUMBER})_(.+)", re.DOTALL)
_TYPED = re.compile(rf"([^_\s]+)_(LATE_)?({_NUMBER})_(text|link)\.html")
_SMALLEST = 100
"""Attachments with smaller numbers may be anything that people count."""


class Canvas:
    """Canvas's download of the submissions of one assignment."""

    name = "canvas"

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim the files of folders most of which are called as Canvas calls them."""
        folders: dict[tuple[str, ...], dict[int, re.Match[str]]] = defaultdict(dict)
        typed: dict[tuple[str, ...], dict[int, re.Match[str]]] = defaultdict(dict)
        may_be: dict[tuple[str, ...], int] = defaultdict(int)
        for index, one in enumerate(found):
            if named := _named(one.within[-1]):
                folders[one.place][index] = named
            elif words := _TYPED.fullmatch(one.within[-1]):
                typed[one.place][index] = words
            may_be[one.place] += one.why is None
        claims: dict[int, Claim] = {}
        for place, files in folders.items():
            hand_ins = sum(found[index].why is None for index in files)
            if 2 * hand_ins > may_be[place] and _is_sound(files.values()):
                merge = _tells_people_apart(files.values())
                for index, named in files.items():
                    claims[index] = self._claim(found[index], named, may_merge=merge)
                for index, words in typed[place].items():
                    claims[index] = self._typed(found[index], words)
        return claims

    def _claim(self, one: Found, named: re.Match[str], *, may_merge: bool) -> Claim:
        return Claim(
            self._person(named),
            len(one.within) - 1,
            late=named[2] is not None,
            order=int(named[4]),
            may_merge=may_merge and int(named[4]) >= _SMALLEST,
        )

    def _typed(self, one: Found, words: re.Match[str]) -> Claim:
        key = "aside.shortcut" if words[4] == "link" else "aside.online_text"
        depth = len(one.within) - 1
        return Claim(self._person(words), depth, late=words[2] is not None, why=Text(key))

    def _person(self, named: re.Match[str]) -> Person:
        name = "" if named[1] == "anon" else named[1]
        return Person(f"{named[1]}_{named[3]}", name, ids=((self.name, named[3]),))


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
