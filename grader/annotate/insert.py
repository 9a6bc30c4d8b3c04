"""Feedback put into a notebook, each piece in its place."""

from collections.abc import Iterator, Mapping
from typing import Any

from grader import notebook
from grader.annotate.annotated import Annotated
from grader.annotate.assemble import assembled, written
from grader.annotate.document import Document, document_of, feedback_cell
from grader.annotate.mend import Json
from grader.annotate.page import render_page
from grader.model import Submission
from grader.report import clean
from grader.report.feedback import on_exercise, opening
from grader.report.outline import exercise_mark, mark
from grader.reported import Report


def annotated(submission: Submission, report: Report, cells: Mapping[str, int]) -> Annotated:
    """Put feedback into a submission: the whole first, each exercise after its cell or at the end.

    Raises UnreadableNotebook when the submission cannot be read.
    """
    report = clean.report(report)
    made, numbers = _assembled(submission, report, cells)
    return Annotated(written(made), render_page(made, numbers, report).encode())


def annotated_notebook(submission: Submission, report: Report, cells: Mapping[str, int]) -> bytes:
    """Do the same without the page, which is most of the work.

    Raises UnreadableNotebook when the submission cannot be read.
    """
    made, _numbers = _assembled(submission, clean.report(report), cells)
    return written(made)


def _assembled(
    submission: Submission, report: Report, cells: Mapping[str, int]
) -> tuple[Any, list[int]]:
    """Return the notebook with feedback, and each cell's number; of texts and feedback it is 0."""
    document = document_of(submission, notebook.read(submission))
    order = list(_ordered(document, report, cells))
    made = assembled([cell for _, cell in order], document.metadata)
    return made, [number for number, _ in order]


def _ordered(
    document: Document, report: Report, cells: Mapping[str, int]
) -> Iterator[tuple[int, Json]]:
    """Yield all cells with their numbers; texts and feedback have the number 0."""
    numbers = {number for number, _ in document.cells if number}
    after: dict[int, list[Json]] = {}
    at_the_end: list[Json] = []
    for exercise in report.exercises:
        place = cells.get(exercise.name, 0)
        told = on_exercise(exercise, report.language)
        feedback = feedback_cell(told, exercise_mark(exercise))
        (after.setdefault(place, []) if place in numbers else at_the_end).append(feedback)
    yield 0, feedback_cell(opening(report), mark(report.score, report.max_score))
    for number, cell in document.cells:
        yield number, cell
        for feedback in after.get(number, ()):
            yield 0, feedback
    for feedback in at_the_end:
        yield 0, feedback
