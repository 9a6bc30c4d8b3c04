"""What one reader is told of a submission: the records of a report, in one language.

`grader/tell.py` makes them of a result, `grader/report/` renders them; nothing is added there.
"""

from typing import Any

from grader.diagnosis import Certainty, DiagnosisKind
from grader.frozen import frozen
from grader.model import Form, Kind


@frozen
class FindingReport:
    """A finding as said to the reader."""

    case: str
    kind: Kind
    ok: bool
    message: str
    case_id: str = ""
    """The case's name in every language."""


@frozen
class ItemReport:
    """One rubric item: its points and the findings that decided them."""

    id: str
    title: str
    score: float | None
    """Points; None when a fault of ours kept the item from being judged."""
    max_score: float
    findings: tuple[FindingReport, ...]
    reason: str = ""
    """Why points were given though not everything holds: a named mistake, consistent work."""
    left_out: int = 0
    """Findings beyond what a report holds."""


@frozen
class ExhibitReport:
    """One value of an example, expected beside got, as rows of text ready to be drawn.

    A mask has rows of 0 and 1 and nothing expected; a curve has one row, in the order of time.
    """

    case: str
    name: str
    expected: tuple[tuple[str, ...], ...]
    got: tuple[tuple[str, ...], ...]
    off: tuple[tuple[int, ...], ...]
    """How far each entry of `got` is off, 0 (agrees) to 4 (far); as large as `got`."""
    note: str = ""
    """Said beside the arrays: shapes that differ, entries left out."""
    form: Form = "array"
    case_id: str = ""


@frozen
class CodeReport:
    """A few lines of the student's own code, and where they stand. Hostile text."""

    where: str
    """The place in words: the cell, the line, what is made there."""
    opening: str
    """How the cell begins, for people to find it."""
    cell: int
    """Code cells are counted from 1, as Jupyter counts them where all are run in their order."""
    line: int
    """The first line's number within the cell."""
    lines: tuple[str, ...]
    meant: tuple[int, int]
    """The first and the last line that is spoken of, within the cell."""


@frozen
class DiagnosisReport:
    """What happened, as far as it is known: where, what, how to go on; empty where hints end."""

    kind: DiagnosisKind
    mistakes: tuple[str, ...]
    """Ids of known mistakes; empty when none is named, or when `what` may not be said."""
    where: str
    sentence: str
    hint: str
    certainty: Certainty = "possible"
    code: CodeReport | None = None
    """The lines that it speaks of."""


@frozen
class PrintedReport:
    """What the student's own code printed in one example. Hostile text."""

    case: str
    text: str
    left_out: int = 0
    """Characters beyond what a report holds."""
    case_id: str = ""


@frozen
class ExerciseReport:
    """One exercise: points, items, and what its public examples showed."""

    name: str
    title: str
    score: float | None
    max_score: float
    status: str
    summary: str
    """One sentence: what happened and what to do next."""
    items: tuple[ItemReport, ...]
    diagnosis: tuple[DiagnosisReport, ...] = ()
    advice: tuple[str, ...] = ()
    """Worth a word, never points: a loop where numpy would do, a seed set inside."""
    exhibits: tuple[ExhibitReport, ...] = ()
    printed: tuple[PrintedReport, ...] = ()
    left_out: int = 0
    """Exhibits beyond what a report holds."""
    stopped: CodeReport | None = None
    """The line at which the code stopped, where that is what happened."""
    called: CodeReport | None = None
    """Where that line is in another function: a line of the exercise's own that calls it."""


@frozen
class ProblemReport:
    """Something odd about the submission, and where."""

    where: str
    message: str


@frozen
class Report:
    """Everything one student is told; `grader/report/` renders it, nothing is added there."""

    student: str
    slug: str
    title: str
    digest: str
    language: str
    score: float | None
    max_score: float
    status: str
    """graded, not_attempted, unreadable, too_costly or grader_fault."""
    exercises: tuple[ExerciseReport, ...]
    problems: tuple[ProblemReport, ...]
    provenance: dict[str, Any]
    isolation: dict[str, Any]
    timing: dict[str, Any]
    """The only field that differs between two gradings of the same submission."""
