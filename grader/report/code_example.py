"""Lines of a student's that show others what a wrong answer comes from."""

from collections.abc import Iterable

from grader.diagnosis import Excerpt
from grader.frozen import frozen


@frozen
class CodeExample:
    """Lines of a cell, and whose they are. Hostile text."""

    student: str
    cell: int
    line: int
    text: str


def shortest(given: Iterable[tuple[str, Excerpt]]) -> CodeExample | None:
    """Return the shortest of some students' lines; the first of such."""
    student, code = min(given, key=lambda one: len(one[1].text), default=("", None))
    return CodeExample(student, code.cell, code.line, code.text) if code else None
