"""The grades of a whole class: which one counts of each student, and what was kept of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, func, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from grader.frozen import frozen
from grader.intake.due import Due
from grader.service.schema.lti import HAND_IN
from grader.service.schema.tables import ARTIFACT, GRADE, RUN, SUBMISSION
from grader.service.store.grades import REPORT_JSON, ROW, unpacked

Attempt = Literal["last", "first", "best"]
"""Which of a student's graded submissions counts, as `grader grade --attempt` has it."""
ATTEMPTS: tuple[Attempt, ...] = get_args(Attempt)
_AT_ONCE = 100
"""Grades whose content is in memory at once, beside what is made of them."""


@frozen
class Counted:
    """The submission of a student that counts, and its newest grade."""

    student: str
    submission: UUID
    file_name: str
    sha256: str
    received_at: datetime
    grade: UUID
    status: str
    score: float | None
    max_score: float
    has_row: bool
    """Whether more than the points is known for the class page; earlier versions kept no more."""
    due_at: datetime | None = None
    """When it was due, where a platform said it."""

    @property
    def late_seconds(self) -> int | None:
        """How long after that it came, 0 for in time; None where nothing says when it was due."""
        if self.due_at is None:
            return None
        return Due(self.due_at).late_seconds(self.received_at)


def counted(connection: Connection, assignment: str, attempt: Attempt) -> Sequence[Counted]:
    """Return what counts of every student of an assignment who has a grade, by student."""
    columns, grade = SUBMISSION.c, GRADE.c
    row = select(ARTIFACT.c.grade_id).where(ARTIFACT.c.grade_id == grade.id, ARTIFACT.c.kind == ROW)
    newest = (
        select(RUN.c.grade_id)
        .where(RUN.c.submission_id == columns.id, RUN.c.grade_id.is_not(None))
        .order_by(RUN.c.number.desc())
        .limit(1)
        .lateral()
    )
    found = (
        select(
            columns.student, columns.id, columns.file_name, columns.sha256, columns.received_at,
            grade.id, grade.status, grade.score, grade.max_score, row.exists(), HAND_IN.c.due_at,
        )
        .ext(distinct_on(columns.student))
        .select_from(SUBMISSION)
        .join(newest, true())
        .join(GRADE, grade.id == newest.c.grade_id)
        .outerjoin(HAND_IN, HAND_IN.c.submission_id == columns.id)
        .where(columns.assignment == assignment)
        .order_by(columns.student, *_ORDER[attempt], columns.id)
    )  # fmt: skip
    return [Counted(*row) for row in connection.execute(found)]


def in_parts(grades: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Yield grades, so many at a time as may be in memory at once."""
    for start in range(0, len(grades), _AT_ONCE):
        yield grades[start : start + _AT_ONCE]


def packed(
    connection: Connection, grades: Sequence[UUID], kind: str, language: str
) -> Iterator[tuple[UUID, bytes]]:
    """Yield what was kept of these grades, compressed, in this language or else in one there is.

    Of grades that have none of this kind nothing comes.
    """
    columns = ARTIFACT.c
    for some in in_parts(grades):
        found = (
            select(columns.grade_id, columns.content)
            .ext(distinct_on(columns.grade_id))
            .where(columns.grade_id.in_(some), columns.kind == kind)
            .order_by(columns.grade_id, (columns.language == language).desc(), columns.language)
        )
        yield from ((grade, content) for grade, content in connection.execute(found))


def count_untold(connection: Connection, grades: Sequence[UUID], language: str) -> int:
    """Count the grades that have reports, but none in this language."""
    columns = ARTIFACT.c
    lacking = 0
    for some in in_parts(grades):
        has_own = func.bool_or(columns.language == language)
        of = select(columns.grade_id).where(columns.grade_id.in_(some), columns.kind == REPORT_JSON)
        without = of.group_by(columns.grade_id).having(~has_own).subquery()
        lacking += connection.scalar(select(func.count()).select_from(without)) or 0
    return lacking


def contents(
    connection: Connection, grades: Sequence[UUID], kind: str, language: str
) -> Iterator[tuple[UUID, bytes]]:
    """Yield the same as it was before."""
    for grade, content in packed(connection, grades, kind, language):
        yield grade, unpacked(content)


def results(connection: Connection, grades: Sequence[UUID]) -> Iterator[tuple[UUID, bytes]]:
    """Yield the results of these grades as they were written."""
    for some in in_parts(grades):
        wanted = select(GRADE.c.id, GRADE.c.result).where(GRADE.c.id.in_(some))
        for grade, content in connection.execute(wanted):
            yield grade, unpacked(content)


_LATER = SUBMISSION.c.received_at.desc()
_FULL = case((func.coalesce(GRADE.c.score >= GRADE.c.max_score, False), 0), else_=1)
_ORDER: Mapping[Attempt, tuple[ColumnElement[Any], ...]] = {
    "last": (_LATER,),
    "first": (SUBMISSION.c.received_at,),
    # a fault of ours might have been the best, so nobody's mark is said unless another is full
    "best": (_FULL, GRADE.c.score.is_not(None), GRADE.c.score.desc(), _LATER),
}
