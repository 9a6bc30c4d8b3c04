"""The annotated copy of a submission: the notebook and its page."""

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from grader import notebook
from grader.annotate.assemble import assembled, written
from grader.annotate.document import FEEDBACK, Document, document_of
from grader.annotate.feedback import on_exercise, opening
from grader.annotate.mend import Json
from grader.extract import extract
from grader.extract.place import cell_of
from grader.model import Report, Submission
from grader.prepare import Prepared
from grader.report import clean


@dataclass(frozen=True, slots=True)
class Annotated:
    """The bytes of the two files: a notebook (nbformat 4.5) and an HTML page."""

    notebook: bytes
    page: bytes


def annotate(
    submission: Submission,
    report: Report,
    prepared: Prepared,
    report_fault: Callable[[str], None] = lambda _sentence: None,
) -> Annotated | None:
    """Return the submission with the report's feedback after the cells that it is about.

    None for a submission that cannot be read: its report says why, and there is nothing to show.
    None too where we fail; `report_fault` is told, and the report stands.
    """
    if report.status == "unreadable":
        return None
    try:
        return annotated(submission, report, graded_cells(submission, prepared))
    except Exception:  # a bug of ours; the report is written all the same
        report_fault(f"{submission.name}, annotated copy: {traceback.format_exc()}")
        return None


def graded_cells(submission: Submission, prepared: Prepared) -> dict[str, int]:
    """Return, by exercise, the number of the last cell that it was taken from.

    An exercise of which something is missing has the cell that the report speaks of, if any.
    """
    assignment = prepared.assignment
    taken = extract(notebook.read(submission), assignment.asks, prepared.handout)
    cells: dict[str, int] = {}
    for rubric in assignment.rubrics:
        asks = assignment.exercises[rubric.name].asks or (rubric.name,)
        lacking = [asked for asked in asks if asked in taken.missing]
        places = [cell_of(taken, asked) for asked in lacking or asks]
        known = [place for place in places if place is not None]
        if known:
            cells[rubric.name] = max(known)
    return cells


def annotated(submission: Submission, report: Report, cells: Mapping[str, int]) -> Annotated:
    """Put feedback into a submission: the whole first, each exercise after its cell or at the end.

    Raises UnreadableNotebook when the submission cannot be read.
    """
    # only here: nbconvert takes most of a second to import
    from grader.annotate.page import render_page

    report = clean.report(report)
    document = document_of(submission, notebook.read(submission))
    order = list(_ordered(document, report, cells))
    made = assembled([cell for _, cell in order], document.metadata)
    page = render_page(made, [number for number, _ in order], report)
    return Annotated(written(made), page.encode())


def _ordered(
    document: Document, report: Report, cells: Mapping[str, int]
) -> Iterator[tuple[int, Json]]:
    """Yield all cells with their numbers; feedback of ours has the number 0."""
    numbers = {number for number, _ in document.cells}
    after: dict[int, list[Json]] = {}
    for exercise in report.exercises:
        place = cells.get(exercise.name, 0)
        feedback = _feedback_cell(on_exercise(exercise, report.language))
        after.setdefault(place if place in numbers else 0, []).append(feedback)
    yield 0, _feedback_cell(opening(report))
    for number, cell in document.cells:
        yield number, cell
        for feedback in after.get(number, ()):
            yield 0, feedback
    for feedback in after.get(0, ()):
        yield 0, feedback


def _feedback_cell(source: str) -> Json:
    return {"cell_type": "markdown", "id": None, "metadata": FEEDBACK, "source": source}
