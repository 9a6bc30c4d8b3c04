"""Feedback put into a notebook, each piece in its place."""

from collections.abc import Iterator, Mapping

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
        told = on_exercise(exercise, report.language)
        feedback = feedback_cell(told, exercise_mark(exercise))
        after.setdefault(place if place in numbers else 0, []).append(feedback)
    yield 0, feedback_cell(opening(report), mark(report.score, report.max_score))
    for number, cell in document.cells:
        yield number, cell
        for feedback in after.get(number, ()):
            yield 0, feedback
    for feedback in after.get(0, ()):
        yield 0, feedback
