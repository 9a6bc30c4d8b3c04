"""Gradescope: `submission_{number}/…`, and beside it `submission_metadata.yml` that says whose.

A submission of several submitters is a group's.
"""

import re
from collections.abc import Mapping, Sequence

from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.layouts.layout import Claim
from grader.intake.layouts.submitters import Submitted, submitted
from grader.intake.reading import Reading
from grader.model import Text
from grader.report import clean

METADATA = "submission_metadata.yml"
_FOLDER = re.compile(r"submission_([0-9]{1,20})")
_LONGEST_ID = 80
"""Characters of a group's id that is made of its members'."""


class Gradescope:
    """Gradescope's export of the submissions of one assignment."""

    name = "gradescope"
    counts = True

    def __init__(self, *, told: bool = False) -> None:
        self._told = told

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim what lies in a folder that the metadata beside it names."""
        files = [index for index, one in enumerate(found) if one.within[-1] == METADATA]
        listed = {found[index].place: submitted(reading.whole(found[index])) for index in files}
        claims = {
            index: claim
            for index, one in enumerate(found)
            if (claim := self._claim(one, listed)) is not None
        }
        described = {found[index].above(claim.depth) for index, claim in claims.items()}
        why = Text("aside.of_platform")
        for index in files:
            if index not in claims and found[index].place in described:
                claims[index] = Claim(None, len(found[index].within) - 1, why=why, certain=True)
        return claims

    def _claim(
        self, one: Found, listed: Mapping[tuple[str, ...], Mapping[str, Submitted]]
    ) -> Claim | None:
        for depth, part in enumerate(one.within[:-1]):
            if not (number := _FOLDER.fullmatch(part)):
                continue
            known = listed.get(one.above(depth), {}).get(part)
            if known and (person := self._person(number[1], known)):
                order, time = int(number[1]), clean.line(known.time)
                return Claim(person, depth, time, order=order, certain=True)
            if self._told or known:
                return Claim(Person(part, ids=((self.name, number[1]),)), depth)
        return None

    def _person(self, number: str, known: Submitted) -> Person | None:
        members = [who for given in known.submitters if (who := _submitter(given))]
        if not members:
            return None
        own = (self.name, number)
        if len(members) == 1:
            [who] = members
            return Person(who.id, who.name, who.email, (own, *who.ids))
        joined = "+".join(sorted(who.id for who in members))
        name = ", ".join(who.name or who.id for who in members)
        group = joined if len(joined) <= _LONGEST_ID else f"submission_{number}"
        return Person(group, name, ids=(own,), members=tuple(members))


def _submitter(given: Mapping[str, str]) -> Person | None:
    name, email, sid = (clean.line(given.get(key, "")) for key in ("name", "email", "sid"))
    own = sid or email or name
    return Person(own, name, email, (("sid", sid),) if sid else ()) if own else None
