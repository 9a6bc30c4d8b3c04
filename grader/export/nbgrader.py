"""nbgrader: the table that it exports itself, and the tree of feedback that it hands back."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from grader.export.export import Exported, Job
from grader.export.feedback import page, zipped
from grader.export.graded_class import Student
from grader.export.listing import entries, exported
from grader.spreadsheet import Cell, Id, csv_table

_COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip
_UNSAFE = re.compile(r"[/\\:\x00-\x1f]")


class Nbgrader:
    """Makes `nbgrader.csv`, and `feedback/{student}/{assignment}/{notebook}.html` in a zip."""

    name = "nbgrader"
    words = "nbgrader's table, and its tree of feedback in a zip."

    def make(self, job: Job) -> Exported:
        """Return both; the table is in nbgrader's own form, whatever the locale."""
        rows: list[list[Cell]] = [[*_COLUMNS]]
        due = job.marking.due.at.isoformat(sep=" ") if job.marking.due else ""
        for entry in entries(job):
            one, mark = entry.student, entry.mark
            first, last = _names(one.who.name)
            marks = (mark.earned, mark.penalty, mark.value, mark.of) if mark else (None,) * 4
            rows.append([
                _assignment(one, job), due, one.time, Id(_student(one)), last, first, one.who.email,
                *marks,
            ])  # fmt: skip
        table = csv_table(rows)
        return exported(job, {"nbgrader.csv": table, "nbgrader-feedback.zip": zipped(_pages(job))})


def _names(full: str) -> tuple[str, str]:
    """Return first and last name: `Ana Maria Souza`, or `Souza, Ana Maria`."""
    if "," in full:
        last, _, first = full.partition(",")
        return first.strip(), last.strip()
    first, space, last = full.rpartition(" ")
    return (first, last) if space else (last, "")


def _student(student: Student) -> str:
    return dict(student.who.ids).get("nbgrader", student.id)


def _assignment(student: Student, job: Job) -> str:
    """Return nbgrader's own name of the assignment, where the hand-in lay in its tree."""
    parts = PurePosixPath(student.file).parts
    if "nbgrader" in dict(student.who.ids) and len(parts) >= 3:
        return parts[-2]
    return job.of.slug


def _pages(job: Job) -> Iterator[tuple[str, bytes]]:
    for entry in entries(job):
        if entry.mark is not None:
            one = entry.student
            parts = (_student(one), _assignment(one, job), PurePosixPath(one.file).stem or one.key)
            name = "/".join(_part(part) for part in ("feedback", *parts))
            yield f"{name}.html", page(job.of, one, entry.mark, job.marking)


def _part(part: str) -> str:
    """Return a name that stays within its folder."""
    return _UNSAFE.sub("_", part).strip(". ") or "_"
