"""The time that is due, and who was late: by the platform's own word, else by its own times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from grader.errors import UserError
from grader.intake.hand_in import Collision, HandIn, Member
from grader.intake.likeness import visible
from grader.intake.times import moment
from grader.model import Text


@dataclass(frozen=True, slots=True)
class Due:
    """When hand-ins were due. Without a zone it is the platform's own clock."""

    at: datetime

    def late_seconds(self, when: datetime) -> int:
        """Return how many seconds after it a moment is; 0 where it is not.

        Where only one of the two names a zone: a platform's clock without one is taken to be in the
        zone of what is due, and what is due without one in this machine's.
        """
        due = self.at
        if when.tzinfo is None and due.tzinfo is not None:
            when = when.replace(tzinfo=due.tzinfo)
        elif when.tzinfo is not None and due.tzinfo is None:
            due = due.astimezone()
        if when.tzinfo is not None:
            when, due = when.astimezone(UTC), due.astimezone(UTC)
        return max(int((when - due).total_seconds()), 0)


def read_due(text: str) -> Due:
    """Read what `--due` says; a day alone means its end. Raises UserError."""
    try:
        if len(text) <= len("2026-11-29"):
            return Due(datetime.combine(date.fromisoformat(text), time(23, 59, 59)))
        return Due(datetime.fromisoformat(text))
    except ValueError:
        raise UserError(
            f"--due {text!r} is no time: write 2026-11-29T23:59, or 2026-11-29 for the end of that "
            "day, or 2026-11-29T23:59-03:00 to name the zone"
        ) from None


def marked(handed: Iterable[HandIn], due: Due | None) -> list[HandIn]:
    """Return the hand-ins, those that are late marked as that.

    What the platform calls late or in time stays so: it knows whom the course gave more time.
    """
    return [_marked(one, due) for one in handed]


def _marked(one: HandIn, due: Due | None) -> HandIn:
    others = tuple(_marked(other, due) for other in one.others)
    when = moment(one.time) if due is not None and one.time else None
    if due is None or when is None:
        return replace(one, others=others) if others else one
    seconds = due.late_seconds(when)
    late = seconds > 0 if one.late is None else one.late
    return replace(one, late=late, late_seconds=seconds, others=others)


def told_of(handed: Sequence[HandIn], due: Due | None) -> list[Collision]:
    """Tell who was late, and of whom nobody knows when anything is due."""
    late = [each for one in handed for each in (*one.others, one) if each.late]
    told = []
    if late:
        told.append(Collision(Text("collision.late", {"n": len(late)}), _members(late)))
    unknown = [one for one in handed if due is not None and one.late is None]
    if unknown:
        what = Text("collision.no_time", {"n": len(unknown)})
        told.append(Collision(what, _members(unknown)))
    return told


def _members(handed: Iterable[HandIn]) -> tuple[Member, ...]:
    return tuple(Member(visible(one.person.id), visible(one.name)) for one in handed)
