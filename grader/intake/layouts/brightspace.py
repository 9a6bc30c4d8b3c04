"""Brightspace (D2L): `{number}-{number} - {Name} - {time}/…`, or the same before the file's name.

The first number is the person's, the second the folder's that it was handed in to. What a person
hands in stands behind the time, so the first time that is met is the platform's.
"""

import re
from collections.abc import Mapping, Sequence

from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.layouts.layout import Claim
from grader.intake.reading import Reading
from grader.intake.times import moment, order_of
from grader.model import Text
from grader.report import clean

_NUMBERS = re.compile(r"([0-9]{1,20})-([0-9]{1,20})")
_INDEX = "index.html"
_LONGEST_TIME = 40


class Brightspace:
    """Brightspace's download of the files of an assignment."""

    name = "brightspace"
    counts = True

    def __init__(self, *, told: bool = False) -> None:
        self._told = told

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim what lies in, or is called by, a name that Brightspace makes."""
        claims = {index: claim for index, one in enumerate(found) if (claim := self._claim(one))}
        tops = {found[index].above(claim.depth) for index, claim in claims.items()}
        for index, one in enumerate(found):
            if index not in claims and one.within[-1] == _INDEX and one.place in tops:
                why = Text("aside.of_platform")
                claims[index] = Claim(None, len(one.within) - 1, why=why, certain=True)
        return claims

    def _claim(self, one: Found) -> Claim | None:
        files = frozenset(one.files)
        for depth, part in enumerate(one.within):
            numbers, _, rest = part.partition(" - ")
            if rest and (given := _NUMBERS.fullmatch(numbers.strip())):
                return self._of(given[1], rest, depth, is_file=depth in files)
        return None

    def _of(self, number: str, rest: str, depth: int, *, is_file: bool) -> Claim | None:
        parts = rest.split(" - ")
        last = len(parts) - is_file
        for at in range(1, last):
            time = parts[at].strip()
            if len(time) <= _LONGEST_TIME and (when := moment(time)) is not None:
                person = self._person(" - ".join(parts[:at]), number)
                return Claim(person, depth, time, order=order_of(when), certain=True)
        if self._told and last >= 1:
            return Claim(self._person(parts[0], number), depth)
        return None

    def _person(self, name: str, number: str) -> Person:
        name = clean.line(name)
        return Person(f"{name}_{number}", name, ids=((self.name, number),))
