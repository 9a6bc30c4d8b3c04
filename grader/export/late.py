"""What a late hand-in loses: a policy as data, such as `10%/day, max 50%`."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from grader.errors import NotExported
from grader.export.graded_class import Student
from grader.intake.due import Due
from grader.intake.times import moment
from grader.model import Text

_HUNDRED = Decimal(100)
_NUMBER = r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%"
_RATE = re.compile(rf"{_NUMBER}(\s+of\s+maximum)?\s*/\s*(\w+)", re.IGNORECASE)
_MOST = re.compile(rf"m[aá]x(?:imum)?\s*{_NUMBER}", re.IGNORECASE)
_GRACE = re.compile(r"grace\s+(\d{1,5})\s*(\w+)", re.IGNORECASE)
_UNITS = {
    **dict.fromkeys(("day", "days", "dia", "dias", "día", "días"), 86400),
    **dict.fromkeys(("hour", "hours", "hora", "horas", "h"), 3600),
    **dict.fromkeys(("minute", "minutes", "minuto", "minutos", "min"), 60),
}


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """So many percent for each unit of time that has begun, up to a maximum."""

    percent: Decimal
    unit_seconds: int
    most: Decimal = _HUNDRED
    of: Literal["mark", "maximum"] = "mark"
    """Whether they are of what was earned, or of what could be earned."""
    grace_seconds: int = 0
    """So late is not late at all; beyond it, all of the time counts."""

    def percent_lost(self, seconds: int) -> Decimal:
        """Return how many percent someone loses who is so late."""
        if seconds <= max(self.grace_seconds, 0):
            return Decimal(0)
        begun = -(-seconds // self.unit_seconds)
        return min(self.percent * begun, self.most)


def read_policy(written: str) -> LatePolicy:
    """Read a policy: `10%/day, max 50%, grace 15 minutes`; `10% of maximum/day`.

    Raises NotExported with an example.
    """
    rate, *others = [part.strip() for part in re.split(r"[,;]\s+|;", written.strip())]
    found = _RATE.fullmatch(rate)
    if found is None or found[3].lower() not in _UNITS:
        raise _unclear(written)
    most, grace = _HUNDRED, 0
    for part in others:
        if limit := _MOST.fullmatch(part):
            most = _decimal(limit[1])
        elif (pause := _GRACE.fullmatch(part)) and pause[2].lower() in _UNITS:
            grace = int(pause[1]) * _UNITS[pause[2].lower()]
        else:
            raise _unclear(written)
    if _decimal(found[1]) > _HUNDRED or most > _HUNDRED:
        raise _unclear(written)
    of: Literal["mark", "maximum"] = "maximum" if found[2] else "mark"
    return LatePolicy(_decimal(found[1]), _UNITS[found[3].lower()], most, of, grace)


def seconds_late(student: Student, due: Due | None) -> int | None:
    """Return how late somebody was, 0 for in time; None where nobody knows.

    A due time that is given counts for everybody alike. Without one it is what the platform says,
    or what was found when the class was graded.
    """
    when = moment(student.time) if due is not None and student.time else None
    if due is not None and when is not None:
        return due.late_seconds(when)
    if student.late is False:
        return 0
    return student.late_seconds


def _decimal(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))


def _unclear(written: str) -> NotExported:
    return NotExported(Text("export.late_unclear", {"late": written}))
