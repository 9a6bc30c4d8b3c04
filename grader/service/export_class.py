"""A class as `grader export` takes it, of the grades that the service has."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from sqlalchemy import Connection, Engine

from grader.errors import UserError
from grader.export.graded_class import GradedClass, Known, Student, student_of
from grader.report.to_json import read_json
from grader.reported import Report
from grader.service.course import Declared
from grader.service.database import transaction
from grader.service.store.class_grades import (
    Attempt,
    Counted,
    contents,
    counted,
    in_parts,
    packed,
    results,
)
from grader.service.store.grades import REPORT_HTML, REPORT_JSON, unpacked
from grader.service.store.rosters import Enrolled, read_roster_of
from grader.stored import read_result


class InDatabase:
    """Reports in the database: all of a class, compressed, when the first of them is asked for."""

    def __init__(self, engine: Engine, grades: Iterable[UUID], language: str) -> None:
        self._engine = engine
        self._grades = list(grades)
        self._language = language
        self._read: dict[str, Mapping[UUID, bytes]] = {}

    def page(self, student: Student) -> bytes:
        """Return a student's page."""
        return self._of(student, REPORT_HTML)

    def report(self, student: Student) -> Report:
        """Return a student's report."""
        return read_json(self._of(student, REPORT_JSON))

    def _of(self, student: Student, kind: str) -> bytes:
        if kind not in self._read:
            with transaction(self._engine) as connection:
                self._read[kind] = dict(packed(connection, self._grades, kind, self._language))
        content = self._read[kind].get(UUID(student.key))
        if content is None:
            raise UserError(f"no {kind} is kept")
        return unpacked(content)


def read_class_of(
    engine: Engine, declared: Declared, attempt: Attempt, language: str
) -> GradedClass:
    """Read everybody's grade that counts; a few queries for each hundred."""
    with transaction(engine) as connection:
        found = counted(connection, declared.slug, attempt)
        roster = {one.student: one for one in read_roster_of(connection, declared.slug)}
        students = _students(connection, found, roster, language)
    handed_in = {one.student for one in found}
    return GradedClass(
        where=declared.title(language),
        pages=InDatabase(engine, students, language),
        slug=declared.slug,
        title=declared.title(language),
        language=language,
        students=tuple(students.values()),
        lost=tuple(one.student for one in found if one.grade not in students),
        missing=tuple(_known(one) for name, one in roster.items() if name not in handed_in),
        titles={e.name: e.title for student in students.values() for e in student.exercises},
    )


def _students(
    connection: Connection,
    found: Sequence[Counted],
    roster: Mapping[str, Enrolled],
    language: str,
) -> dict[UUID, Student]:
    """Return everybody whose result and report can be read, by the grade's id."""
    of = {one.grade: one for one in found}
    students: dict[UUID, Student] = {}
    for some in in_parts(list(of)):
        reports = dict(contents(connection, some, REPORT_JSON, language))
        for grade, result in results(connection, some):
            with suppress(LookupError, UserError):  # of another version, or gone: it is listed
                report, given = read_json(reports[grade]), of[grade]
                person = _person(given, roster.get(given.student))
                students[grade] = student_of(person, str(grade), read_result(result), report)
    return students


def _person(given: Counted, known: Enrolled | None) -> dict[str, object]:
    """Return what is known of a person and a hand-in, as `run.json` says it."""
    return {
        "student": given.student,
        "name": known.name if known else "",
        "email": known.email if known else "",
        "file": given.file_name,
        "time": given.received_at.isoformat(),
        "late_seconds": given.late_seconds,
        "late": given.late_seconds > 0 if given.late_seconds is not None else None,
    }


def _known(one: Enrolled) -> Known:
    return Known(one.student, one.name, one.email)
