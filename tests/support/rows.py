"""Rows of a class page made of sample reports."""

from grader.report.class_row import ClassRow, Named, Points
from grader.reported import Report


def row_of(report: Report, page: str = "") -> ClassRow:
    """Return the row of a report that no result was told for."""
    return ClassRow(
        student=report.student,
        score=report.score,
        max_score=report.max_score,
        status=report.status,
        exercises=tuple(Points(e.name, e.title, e.score, e.max_score) for e in report.exercises),
        items=tuple(
            Points(item.id, item.title, item.score, item.max_score, e.title)
            for e in report.exercises
            for item in e.items
        ),
        mistakes=tuple(
            Named(e.title, diagnosis.sentence, diagnosis.mistakes)
            for e in report.exercises
            for diagnosis in e.diagnosis
            if diagnosis.kind == "mistake" and diagnosis.mistakes
        ),
        problems=len(report.problems),
        page=page,
    )
