"""The record of one small edit: what is edited, how, and the statement as it is then."""

from typing import Literal

from grader.frozen import frozen
from grader.model import Chunk

EditKind = Literal[
    "operator", "order", "brackets", "operand", "comparison", "sign", "constant", "name", "key",
    "transpose", "axis", "argument", "call", "condition", "assignment", "statement", "returned",
]  # fmt: skip
"""What kind of thing is edited, as a reader would call it."""


@frozen
class Reading:
    """One line, and what it is read as. Without indentation."""

    line: int
    """Within the cell."""
    was: str
    becomes: str


@frozen
class Candidate:
    """One edit of one line, or two that are tried together.

    The source is a student's, edited: as hostile as it was before.
    """

    kind: EditKind
    line: int
    """Within the cell; that of the new line where one is added."""
    was: str
    """The line as it stands, without its indentation; empty where one is added."""
    becomes: str
    """The line as it is then."""
    size: int
    """How much is edited: 1 is an operator, a constant, a sign; the least is tried first."""
    before: Chunk
    after: Chunk
    """The statement, and what takes its place."""
    also: tuple[Reading, ...] = ()
    """The other lines at which the same is edited, where only all of them together are tried."""
    besides: "Candidate | None" = None
    """Another edit, of other lines, where only both together are tried; `after` holds both."""

    @property
    def lines(self) -> tuple[int, ...]:
        """Every line that is edited, within the cell; its own first."""
        own = (self.line, *(one.line for one in self.also))
        return (*own, *self.besides.lines) if self.besides else own

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every line that is edited, and what it is read as; its own first."""
        own = (Reading(self.line, self.was, self.becomes), *self.also)
        return (*own, *self.besides.readings) if self.besides else own
