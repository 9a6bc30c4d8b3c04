"""The exchange's inbound folder of nbgrader: `{student}+{assignment}+{time}[+{random}]/…`."""

import re
from collections.abc import Mapping, Sequence

from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.layouts.layout import Claim
from grader.intake.times import moment, order_of
from grader.model import Text

_NAMED = re.compile(
    r"([^+]{1,100})\+([^+]{1,100})\+"
    r"(\d{4}-\d\d-\d\d \d\d[:_.-]\d\d[:_.-]\d\d(?:\.\d{1,9})?"
    r"(?: [^+]{1,40}| \+[0-9:]{2,5})?)(?:\+.*)?",
    re.DOTALL,
)
_STAMP = "timestamp.txt"


def inbound(found: Sequence[Found], layout: str) -> Mapping[int, Claim]:
    """Claim what lies in a folder of the exchange."""
    return {
        index: claim
        for index, one in enumerate(found)
        if (claim := _claim(one, layout)) is not None
    }


def _claim(one: Found, layout: str) -> Claim | None:
    for depth, part in enumerate(one.within[:-1]):
        if named := _NAMED.fullmatch(part):
            why = Text("aside.of_platform") if one.within[depth + 1 :] == (_STAMP,) else None
            person = Person(named[1], ids=((layout, named[1]),))
            order = order_of(moment(named[3]))
            return Claim(person, depth, named[3], order=order, why=why, certain=True)
    return None
