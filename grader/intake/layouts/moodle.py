"""Moodle: `{Full Name}_{number}_assignsubmission_file[_]/…`, or the same before the file's name.

The number is the one of the person, or of the team, in this assignment (blind: `Participant_123`).
Where a course has groups, the group's name and a hyphen come first.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.layouts.fetched import NOTHING, Known, fetched, of_ours
from grader.intake.layouts.layout import Claim
from grader.intake.reading import Reading
from grader.model import Text

_NAMED = re.compile(r"([^_]*)_([0-9]{1,20})_assignsubmission_([a-z]+)(?:[_.].*)?", re.DOTALL)
_BLIND = frozenset({"participant", "participante"})


class Moodle:
    """Moodle's download of all submissions, in folders or flat."""

    name = "moodle"
    counts = True

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim what lies in, or is called by, a name that Moodle makes."""
        known, manifests = fetched(found, reading, self.name)
        claims = {
            index: claim for index, one in enumerate(found) if (claim := self._claim(one, known))
        }
        for index in manifests:
            claims.setdefault(index, of_ours(found[index]))
        return claims

    def _claim(self, one: Found, known: Known) -> Claim | None:
        for depth, part in enumerate(one.within):
            if named := _NAMED.fullmatch(part):
                why = Text("aside.online_text") if named[3] == "onlinetext" else None
                facts = known.get(one.above(depth), {}).get(named[2], NOTHING)
                person = self._person(named[1], named[2])
                return Claim(person, depth, facts.time, facts.late, why=why, certain=True)
        return None

    def _person(self, name: str, number: str) -> Person:
        name = unicodedata.normalize("NFC", name)
        is_blind = name.rpartition("-")[2].strip().lower() in _BLIND
        return Person(
            f"{name}_{number}", "" if is_blind else name.strip(), ids=((self.name, number),)
        )
