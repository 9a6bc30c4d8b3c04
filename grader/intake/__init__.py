"""What was handed in: found, told apart, the rest set aside; see `grader.intake.collect`."""

from grader.intake.collect import collect
from grader.intake.handed_in import MAX_FILE_MB, Collision, HandedIn, Intake, Member, SetAside
from grader.intake.search import MAX_MEMBERS, student_of

__all__ = [
    "MAX_FILE_MB",
    "MAX_MEMBERS",
    "Collision",
    "HandedIn",
    "Intake",
    "Member",
    "SetAside",
    "collect",
    "student_of",
]
