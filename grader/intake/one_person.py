"""What one person handed in, whatever the files are called: one of them is graded."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.intake.collect import collect
from grader.intake.found import Found
from grader.intake.hand_in import Intake, Person
from grader.intake.layouts import Claim
from grader.intake.reading import Reading
from grader.intake.wanted import Wanted


class _OnePerson:
    """A platform that gives each person's files a container of their own."""

    name = "one_person"
    counts = False

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim every file."""
        return dict.fromkeys(range(len(found)), Claim(Person("submission"), 0))


def of_one_person(folder: Path, wanted: Wanted) -> Intake:
    """Take in a folder that one person filled.

    Raises NotTakenIn for a folder that cannot be read, NothingToGrade when no notebook is in it.
    """
    return collect([folder], wanted=wanted, layouts=[_OnePerson()])
