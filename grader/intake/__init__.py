"""What was handed in: found, told apart, the rest set aside; see `grader.intake.collect`."""

from grader.budget import MAX_FILE_MB
from grader.intake.collect import collect
from grader.intake.hand_in import (
    Collision,
    HandIn,
    Intake,
    Member,
    Person,
    Place,
    Seen,
    SetAside,
)
from grader.intake.inner import MAX_MEMBERS
from grader.intake.names import student_of
from grader.intake.terms import Terms
from grader.intake.wanted import Wanted, wanted_by

__all__ = [
    "MAX_FILE_MB",
    "MAX_MEMBERS",
    "Collision",
    "HandIn",
    "Intake",
    "Member",
    "Person",
    "Place",
    "Seen",
    "SetAside",
    "Terms",
    "Wanted",
    "collect",
    "student_of",
    "wanted_by",
]
