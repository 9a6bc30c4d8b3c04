"""One student among the class: what the class page and the gradebook are made of."""

from dataclasses import dataclass

from grader.model import Report


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one exercise, or of one item of the exercise called `exercise`."""

    name: str
    title: str
    score: float | None
    max_score: float
    exercise: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A mistake that a report names, in its own words, and the exercise's title."""

    exercise: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One student among the class."""

    student: str
    score: float | None
    max_score: float
    status: str
    exercises: tuple[Points, ...] = ()
    items: tuple[Points, ...] = ()
    problems: int = 0
    mistakes: tuple[Named, ...] = ()
    page: str = ""
    """Path of the student's page as seen from the class page, or empty."""
    copy: str = ""
    """Path of the notebook with feedback in it, or empty."""


def class_row(report: Report, page: str = "", copy: str = "") -> ClassRow:
    """Return the row of one student's report."""
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
            Named(e.title, diagnosis.sentence)
            for e in report.exercises
            for diagnosis in e.diagnosis
            if diagnosis.kind == "mistake" and diagnosis.mistakes
        ),
        problems=len(report.problems),
        page=page,
        copy=copy,
    )
