"""What whoever grades says of how a class is to be taken in."""

from dataclasses import dataclass

from grader.intake.due import Due
from grader.intake.roster import Roster

ATTEMPTS = ("last", "first", "best")
"""Which of a person's attempts counts; of the best, each is graded."""
MOST_GRADED = 20
"""Attempts of one person that are graded for the best of them: the last so many."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of a course, as far as they concern who handed in what and when."""

    layout: str = ""
    """Whose names the hand-ins bear, one of `TOLD`; empty where the names tell."""
    attempt: str = ATTEMPTS[0]
    due: Due | None = None
    roster: Roster | None = None
