"""The records of what went wrong: diagnoses, and the lines of a submission that they speak of.

Apart from `grader.model`, for the sandboxed side knows of none.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from grader.frozen import frozen
from grader.model import Text

DiagnosisKind = Literal["mistake", "either", "follows", "repair", "seen", "relation", "divergence"]
Certainty = Literal["observed", "confirmed", "possible"]
"""How a diagnosis is known: true of the values whatever the code; found in the code as well; or one
of the ways in which such values come about."""
Hints = Literal["where", "what", "how", "fix"]
"""How much a diagnosis may say; each level says the ones before it too."""


@frozen
class Excerpt:
    """A few lines of a submission's code, and where they stand. Hostile text."""

    cell: int
    line: int
    """The first one's, within the cell."""
    text: str
    meant: tuple[int, int] = (0, 0)
    """The first and the last line that is spoken of, within the cell; else these are all."""
    makes: str | None = None
    """The quantity that the lines give its value ("" for what is returned), where no more is known
    of them than that; None where what is wrong was found in them."""
    opening: str = ""
    """How the cell begins, for people to find it."""
    also: tuple[int, ...] = ()
    """Other lines of the cell that are spoken of with them."""
    calls: str = ""
    """What is called there, where that is all that is said of them."""

    @classmethod
    def at(cls, cell: int, first: int, last: int, also: tuple[int, ...] = ()) -> "Excerpt":
        """Return a place alone: `grader.point` puts the lines to it, and those beside them."""
        return cls(cell, first, "", (first, last), also=also)

    @property
    def alone(self) -> "Excerpt":
        """Return the lines that are meant, without those beside them."""
        first, last = self.meant
        if not first:
            return self
        kept = self.text.split("\n")[first - self.line : last + 1 - self.line]
        return Excerpt(self.cell, first, "\n".join(kept))


@frozen
class Fix:
    """One line read as another, with which an exercise was right on all its cases. Hostile text."""

    kind: str
    """What kind of thing is edited (`grader.repair.candidate.EditKind`)."""
    was: str
    """Empty where a line is added."""
    becomes: str


@frozen
class Diagnosis:
    """What the evidence says went wrong in one exercise.

    "mistake": all of `mistakes` were made; "either": one of them was, and no case tells which;
    "follows": they were made in the exercise `source`, and show here. "repair": an edit of the line
    that `code` stands round makes everything right. "seen": `text` says what stands in the code.
    "relation" and "divergence" name no mistake: `text` says what was seen in the values. Texts may
    be shown for hidden cases: words only.
    """

    kind: DiagnosisKind
    mistakes: tuple[str, ...] = ()
    where: Text | None = None
    text: Text | None = None
    hint: Text | None = None
    source: str = ""
    certainty: Certainty = "possible"
    remains: Mapping[str, float] = field(default_factory=dict)
    """Points that the rubric leaves to an item in which this was the mistake."""
    code: Excerpt | None = None
    """The lines that it speaks of: in which the mistake was found, or which make the quantity."""
    fixes: tuple[Fix, ...] = ()
    """Of a repair: each was tried, alone. Told to students at the level "fix" only."""
