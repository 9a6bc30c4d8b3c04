"""The outbox: grades on their way out, each with the state of its delivery."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, text, update

from grader.frozen import frozen
from grader.service.schema.tables import GRADE, PASSBACK, SUBMISSION


@frozen
class Target:
    """Where grades of a submission go: a kind of passback, and one of it."""

    kind: str
    """hook, and what integrations add."""
    id: str


@frozen
class Passback:
    """A grade on its way to a target."""

    id: UUID
    target: Target
    submission: UUID
    grade: UUID | None
    """None where it only says that a submission has come."""
    assignment: str
    student: str
    score: float | None
    max_score: float | None
    status: str | None
    at: datetime
    """Grows for each learner of a target; sent again as it is."""
    state: str
    attempts: int
    problem: str
    """Why the last attempt failed."""


def queue_passback(
    connection: Connection, target: Target, submission: UUID, run: UUID, grade: UUID | None
) -> UUID | None:
    """Note that a grade is to be sent, and return the passback's id; its job is to be deferred.

    Without a grade it says that the submission has come. None where the target was last sent this
    very grade. The transactions of one learner and target take turns, so that `at` grows.
    """
    columns = PASSBACK.c
    about = select(SUBMISSION.c.assignment, SUBMISSION.c.student).where(
        SUBMISSION.c.id == submission
    )
    assignment, student = connection.execute(about).one()
    learner = f"{target.kind}\0{target.id}\0{assignment}\0{student}"
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:learner, 0))"),
        {"learner": learner.replace("\0", "\x1f")},
    )
    mine = (columns.target == target.kind) & (columns.target_id == target.id)
    last = connection.execute(
        select(columns.grade_id)
        .where(mine, columns.submission_id == submission)
        .order_by(columns.number.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and last.grade_id == grade:
        return None
    learners = select(func.max(columns.at)).join(SUBMISSION).where(
        mine, SUBMISSION.c.assignment == assignment, SUBMISSION.c.student == student
    )  # fmt: skip
    newest = learners.scalar_subquery()
    passback = uuid4()
    connection.execute(
        insert(PASSBACK).values(
            id=passback, target=target.kind, target_id=target.id, submission_id=submission,
            run_id=run, grade_id=grade,
            at=func.greatest(func.clock_timestamp(), newest + text("interval '1.001 seconds'")),
        )
    )  # fmt: skip
    return passback


def find_passback(connection: Connection, passback: UUID) -> Passback | None:
    """Return a passback."""
    found = _list(connection, PASSBACK.c.id == passback, 1)
    return found[0] if found else None


def list_passbacks(connection: Connection, state: str | None, limit: int) -> Sequence[Passback]:
    """Return passbacks, the newest first; those of one state where one is named."""
    wanted = PASSBACK.c.state == state if state is not None else text("true")
    return _list(connection, wanted, limit)


def note_attempt(connection: Connection, passback: UUID, state: str, problem: str = "") -> None:
    """Note how an attempt ended: delivered, pending (to be tried again) or dead."""
    connection.execute(
        update(PASSBACK)
        .where(PASSBACK.c.id == passback)
        .values(
            state=state, problem=problem, attempts=PASSBACK.c.attempts + 1,
            delivered_at=func.now() if state == "delivered" else None,
        )
    )  # fmt: skip


def revive_passback(connection: Connection, passback: UUID) -> bool:
    """Have a dead passback tried again from the start; False where it is not dead."""
    done = connection.execute(
        update(PASSBACK)
        .where(PASSBACK.c.id == passback, PASSBACK.c.state == "dead")
        .values(state="pending", attempts=0)
    )
    return done.rowcount == 1


def _list(connection: Connection, wanted: object, limit: int) -> Sequence[Passback]:
    columns = PASSBACK.c
    statement = (
        select(
            columns.id, columns.target, columns.target_id, columns.submission_id, columns.grade_id,
            SUBMISSION.c.assignment, SUBMISSION.c.student, GRADE.c.score, GRADE.c.max_score,
            GRADE.c.status, columns.at, columns.state, columns.attempts, columns.problem,
        )
        .join(SUBMISSION, SUBMISSION.c.id == columns.submission_id)
        .outerjoin(GRADE, GRADE.c.id == columns.grade_id)
        .where(wanted)  # type: ignore[arg-type]  # a condition, whichever of its classes
        .order_by(columns.number.desc())
        .limit(limit)
    )  # fmt: skip
    return [  # the columns are the fields, in their order
        Passback(passback, Target(kind, target_id), *rest)
        for passback, kind, target_id, *rest in connection.execute(statement)
    ]
