"""Annotate a submission: light to import, for most runs never annotate anything."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from grader.annotate.annotated import Annotated
from grader.assignment import Assignment
from grader.errors import where
from grader.extract.place import cells_of
from grader.model import Extraction, Submission
from grader.reported import Report

Made = TypeVar("Made")


def annotate(
    submission: Submission,
    report: Report,
    taken: Extraction | None,
    assignment: Assignment,
    report_fault: Callable[[str], None] = lambda _sentence: None,
) -> Annotated | None:
    """Return the submission with the report's feedback after the cells that it is about.

    `taken` is what was graded of it; without it, all feedback is at the end.
    None of a submission that cannot be read, or is too large: its report says why, and there is
    nothing to show. None too where we fail; `report_fault` is told, and the report stands.
    """
    # only here: nbformat and nbconvert take most of a second to import
    from grader.annotate.insert import annotated

    return _made(annotated, submission, report, taken, assignment, report_fault)


def annotate_notebook(
    submission: Submission,
    report: Report,
    taken: Extraction | None,
    assignment: Assignment,
    report_fault: Callable[[str], None] = lambda _sentence: None,
) -> bytes | None:
    """Do the same, and return the notebook only: the page is most of the work."""
    from grader.annotate.insert import annotated_notebook

    return _made(annotated_notebook, submission, report, taken, assignment, report_fault)


def _made(
    make: Callable[[Submission, Report, Mapping[str, int]], Made],
    submission: Submission,
    report: Report,
    taken: Extraction | None,
    assignment: Assignment,
    report_fault: Callable[[str], None],
) -> Made | None:
    if report.status in ("unreadable", "too_costly"):
        return None
    try:
        cells = graded_cells(taken, assignment) if taken else {}
        return make(submission, report, cells)
    except Exception as error:  # a bug of ours; the report is written all the same
        report_fault(f"{submission.name}, annotated copy: {where(error)}")
        return None


def graded_cells(taken: Extraction, assignment: Assignment) -> dict[str, int]:
    """Return, by exercise, the number of the last cell that it was taken from.

    An exercise of which something is missing has the cell that the report speaks of, if any.
    """
    places = cells_of(taken, [ask.name for ask in assignment.asks])
    cells: dict[str, int] = {}
    for rubric in assignment.rubrics:
        asks = assignment.exercises[rubric.name].asks or (rubric.name,)
        lacking = [asked for asked in asks if asked in taken.missing]
        known = [places[asked] for asked in lacking or asks if asked in places]
        if known:
            cells[rubric.name] = max(known)
    return cells
