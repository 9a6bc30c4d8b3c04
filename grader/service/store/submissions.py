"""Submissions as they were acknowledged."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from grader.frozen import frozen
from grader.service.schema.tables import GRADE, RUN, SUBMISSION


@frozen
class HandedIn:
    """What somebody handed in, before anything is known of it."""

    assignment: str
    student: str
    key: str
    """The caller's idempotency key; one of our own where none was given."""
    sha256: str
    size: int
    """Bytes."""
    file_name: str
    language: str
    """Of whoever handed it in; empty for the assignment's own."""


@frozen
class Kept:
    """A submission as it is kept, and how far it is."""

    id: UUID
    assignment: str
    student: str
    sha256: str
    size: int
    file_name: str
    language: str
    received_at: datetime
    state: str
    """Of its last run: queued, grading, graded or set_aside."""
    reason: str
    """Why that run is: upload, regrade or override."""
    grade_id: UUID | None
    """The newest grade there is."""
    status: str | None = None
    score: float | None = None
    max_score: float | None = None
    graded_at: datetime | None = None


@frozen
class Sought:
    """Which submissions are listed; None for whichever."""

    assignment: str | None = None
    student: str | None = None
    state: str | None = None
    assignments: tuple[str, ...] | None = None
    """Those that the caller may see."""
    before: datetime | None = None
    limit: int = 100


def insert_submission(connection: Connection, given: HandedIn) -> Kept | None:
    """Keep a submission and return it, with its run to be; None where its key was used before."""
    values = {
        "id": uuid4(), "assignment": given.assignment, "student": given.student,
        "idempotency_key": given.key, "sha256": given.sha256, "size": given.size,
        "file_name": given.file_name, "language": given.language,
    }  # fmt: skip
    statement = insert(SUBMISSION).values(values).on_conflict_do_nothing()
    new = connection.execute(
        statement.returning(SUBMISSION.c.id, SUBMISSION.c.received_at)
    ).one_or_none()
    if new is None:
        return None
    return Kept(
        new.id, given.assignment, given.student, given.sha256, given.size, given.file_name,
        given.language, new.received_at, "queued", "upload", None,
    )  # fmt: skip


def submission_of_key(connection: Connection, given: HandedIn) -> tuple[UUID, str]:
    """Return the submission that has this key already: its id, and the digest of its bytes."""
    found = connection.execute(
        select(SUBMISSION.c.id, SUBMISSION.c.sha256).where(
            SUBMISSION.c.assignment == given.assignment,
            SUBMISSION.c.student == given.student,
            SUBMISSION.c.idempotency_key == given.key,
        )
    ).one()
    return found.id, found.sha256


def find_submission(connection: Connection, submission: UUID) -> Kept | None:
    """Return a submission with its last run; None where there is none of this id."""
    found = connection.execute(_kept().where(SUBMISSION.c.id == submission)).one_or_none()
    return _of(found) if found is not None else None


def list_submissions(connection: Connection, sought: Sought) -> Sequence[Kept]:
    """Return submissions, the newest first."""
    statement = _kept()
    columns = SUBMISSION.c
    if sought.assignment is not None:
        statement = statement.where(columns.assignment == sought.assignment)
    if sought.assignments is not None:
        statement = statement.where(columns.assignment.in_(sought.assignments))
    if sought.student is not None:
        statement = statement.where(columns.student == sought.student)
    if sought.state is not None:
        statement = statement.where(RUN.c.state == sought.state)
    if sought.before is not None:
        statement = statement.where(columns.received_at < sought.before)
    newest = statement.order_by(columns.received_at.desc(), columns.id).limit(sought.limit)
    return [_of(row) for row in connection.execute(newest)]


def students_of(connection: Connection, assignment: str) -> frozenset[str]:
    """Return everybody who has handed in an assignment."""
    columns = SUBMISSION.c
    found = select(columns.student).distinct().where(columns.assignment == assignment)
    return frozenset(connection.scalars(found))


def notebooks(connection: Connection) -> Sequence[str]:
    """Return the digest of every notebook that a submission names, each once."""
    named = select(SUBMISSION.c.sha256).distinct().order_by(SUBMISSION.c.sha256)
    return list(connection.scalars(named))


def latest_of_each(connection: Connection, assignment: str) -> Sequence[UUID]:
    """Return the newest submission of every student of an assignment."""
    return list(connection.scalars(_latest(assignment)))


def list_latest(connection: Connection, assignment: str) -> Sequence[Kept]:
    """Return the newest submission of every student of an assignment, by student."""
    columns = SUBMISSION.c
    statement = _kept().where(columns.id.in_(_latest(assignment))).order_by(columns.student)
    return [_of(row) for row in connection.execute(statement)]


def _latest(assignment: str) -> Select[tuple[UUID]]:
    columns = SUBMISSION.c
    return (
        select(columns.id)
        .ext(distinct_on(columns.student))
        .where(columns.assignment == assignment)
        .order_by(columns.student, columns.received_at.desc(), columns.id)
    )


def _kept() -> Select[tuple[object, ...]]:
    """Select submissions, each with its last run and its newest grade."""
    run, graded = RUN.alias("any_run"), RUN.alias("graded_run")
    own = select(run.c.number).where(run.c.submission_id == SUBMISSION.c.id)
    last = own.order_by(run.c.number.desc()).limit(1).scalar_subquery()
    grades = select(graded.c.grade_id).where(
        graded.c.submission_id == SUBMISSION.c.id, graded.c.grade_id.is_not(None)
    )
    newest = grades.order_by(graded.c.number.desc()).limit(1).scalar_subquery()
    return (
        select(
            SUBMISSION,
            RUN.c.state,
            RUN.c.reason,
            GRADE.c.id.label("newest_grade"),
            GRADE.c.status,
            GRADE.c.score,
            GRADE.c.max_score,
            GRADE.c.graded_at,
        )
        .select_from(SUBMISSION)
        .join(RUN, RUN.c.number == last)
        .outerjoin(GRADE, GRADE.c.id == newest)
    )


def _of(row: Row[tuple[object, ...]]) -> Kept:
    return Kept(
        row.id, row.assignment, row.student, row.sha256, row.size, row.file_name, row.language,
        row.received_at, row.state, row.reason, row.newest_grade, row.status, row.score,
        row.max_score, row.graded_at,
    )  # fmt: skip
