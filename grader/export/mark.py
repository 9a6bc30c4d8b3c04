"""Points to a mark: the scale, the rounding and what being late costs, each on its own."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Literal

from grader.errors import NotExported
from grader.export.graded_class import Student
from grader.export.late import LatePolicy, read_policy, seconds_late
from grader.intake.due import Due, read_due
from grader.model import Text

Rounding = Literal["half-up", "half-even"]
ROUNDINGS = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}
ROUNDED = {"half-up": Text("export.half_up"), "half-even": Text("export.half_even")}
"""How each is said."""
_NO_NOISE = Decimal("1e-9")
"""What adding up points as binary fractions leaves behind is smaller."""


_SCALE = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody gets, in the units of the platform: `earned` less `penalty` is `value`."""

    earned: Decimal
    penalty: Decimal
    value: Decimal
    of: Decimal
    seconds_late: int | None = 0
    """None where nobody knows."""
    percent_lost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Marking:
    """How points become marks."""

    scale: Decimal | None = None
    """What full points are worth; None for what the platform says, or for points as they are."""
    digits: int = 2
    rounding: Rounding = "half-up"
    late: LatePolicy | None = None
    due: Due | None = None

    @property
    def is_plain(self) -> bool:
        """Whether a mark is the points that the report says."""
        return self.scale is None and self.late is None

    def mark(self, student: Student, of: Decimal | None = None) -> Mark | None:
        """Return the mark out of so many; None for somebody without points.

        What is written is rounded once: from the exact mark, not from a rounded one.
        """
        if student.score is None or student.max_score <= 0:
            return None
        worth = of or self.scale or student.max_score
        earned = student.score * worth / student.max_score
        late = seconds_late(student, self.due) if self.late or self.due else 0
        lost = self.late.percent_lost(late) if self.late and late else Decimal(0)
        base = worth if self.late and self.late.of == "maximum" else earned
        value = self.rounded(max(Decimal(0), earned - base * lost / 100))
        return Mark(self.rounded(earned), self.rounded(earned) - value, value, worth, late, lost)

    def rounded(self, number: Decimal) -> Decimal:
        """Return a number with the digits that marks have."""
        step = Decimal(1).scaleb(-self.digits)
        return number.quantize(_NO_NOISE).quantize(step, ROUNDINGS[self.rounding])


def read_scale(written: str) -> Decimal:
    """Return what full points are worth. Raises NotExported for what is no number above 0."""
    scale = Decimal(written.replace(",", ".")) if _SCALE.fullmatch(written) else Decimal(0)
    if not scale:
        raise NotExported(Text("export.scale_unclear", {"scale": written}))
    return scale


def read_marking(scale: str, digits: int, rounding: Rounding, late: str, due: str) -> Marking:
    """Read what a person asks for of marks. Raises NotExported, UserError."""
    return Marking(
        read_scale(scale) if scale else None, digits, rounding,
        read_policy(late) if late else None, read_due(due) if due else None,
    )  # fmt: skip
