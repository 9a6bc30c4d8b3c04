"""To add what is written about a class: a roll, one line for each who handed something in."""

from grader.classrun.writers import ClassDone
from grader.intake.likeness import visible
from grader.language import built_in


def roll(of: ClassDone) -> bytes:
    """Return ids and points; an id is somebody else's word, and is put on one line."""
    catalogue = built_in(of.language)
    lines = (f"{visible(one.row.student)}: {catalogue.points(one.row.score)}\n" for one in of.done)
    return "".join(lines).encode()
