"""What a student is told in a platform's own cell: the mark, what makes it up, what went wrong."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from grader.export.graded_class import Student
from grader.export.mark import Mark
from grader.language import Catalogue
from grader.model import Text
from grader.report import clean
from grader.reported import ExerciseReport
from grader.spreadsheet import number_cell, text_cell

_LONGEST = 4000
"""Characters of a comment; the report has everything."""
_TITLES = 3
"""Items that are named of one exercise."""


def mark_lines(mark: Mark, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return what a mark is made of, each line with its label: work, lateness, mark."""
    of = _said(mark.of.normalize(), catalogue)
    value = f"{_said(mark.value, catalogue)} / {of}"
    if not mark.percent_lost:
        return [(catalogue.word("export.mark"), value)]
    words = {
        "late": late_words(mark.seconds_late or 0, catalogue),
        "percent": _said(mark.percent_lost.normalize(), catalogue),
        "penalty": _said(mark.penalty, catalogue),
    }
    return [
        (catalogue.word("export.earned"), f"{_said(mark.earned, catalogue)} / {of}"),
        (catalogue.word("export.penalty"), catalogue.say(Text("export.lost", words))),
        (catalogue.word("export.mark"), value),
    ]


def late_words(seconds: int, catalogue: Catalogue) -> str:
    """Say how late somebody was, in days, hours and minutes."""
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes = -(-rest // 60)
    parts = [("days", days), ("hours", hours), ("minutes", minutes)]
    said = [catalogue.count(f"export.{unit}", number) for unit, number in parts if number]
    return " ".join(said[:2]) or catalogue.count("export.minutes", 0)


def comment(student: Student, mark: Mark, catalogue: Catalogue, *, html: bool) -> str:
    """Return the comment on one line: HTML where the platform reads it, else plain text."""
    lines = [f"{label}: {value}" for label, value in mark_lines(mark, catalogue)]
    lines += [_line(exercise, student, catalogue) for exercise in student.exercises]
    if not student.exercises:
        lines.append(catalogue.word(f"graded.{student.status}"))
    cleaned = [clean.line(line) for line in _bounded(lines)]
    return "<br>".join(map(escape, cleaned)) if html else text_cell(" | ".join(cleaned))


def _line(exercise: ExerciseReport, student: Student, catalogue: Catalogue) -> str:
    points = f"{catalogue.points(exercise.score)} / {catalogue.points(exercise.max_score)}"
    told = next((d.sentence for d in exercise.diagnosis if d.sentence), "")
    lost = [item.title for item in exercise.items if item.score != item.max_score]
    if lost and not told:
        told = catalogue.word(f"status.{exercise.status}")
        if exercise.status == "failed":
            titles = [*lost[:_TITLES], *(["…"] if len(lost) > _TITLES else [])]
            told = f"{catalogue.word('ui.wrong')}: {'; '.join(titles)}"
    decided = [i.reason for i in exercise.items if (exercise.name, i.id) in student.decided]
    return ". ".join(filter(None, (f"{exercise.title}: {points}", told, *decided)))


def _bounded(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > _LONGEST:
            return [*kept, "…"]
        kept.append(line)
    return kept


def _said(number: Decimal, catalogue: Catalogue) -> str:
    return number_cell(number, catalogue.word("ui.decimal"))
