"""Forget what is old: hand-ins and all that hangs on them, and whom the audit log is about.

Each function returns how many rows it was about. They belong into one transaction that sees one
moment (REPEATABLE READ), in the order in which they stand here.
"""

from datetime import datetime

from sqlalchemy import (
    Connection,
    CursorResult,
    Delete,
    Select,
    Update,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import array

from grader.service.schema.lti import HAND_IN, INVITATION, LAUNCH, LINK, LOGIN, MEMBER, SENT
from grader.service.schema.tables import (
    ARTIFACT,
    AUDIT,
    BROWSER_SESSION,
    DECISION,
    ENROLMENT,
    GRADE,
    PASSBACK,
    RUN,
    SUBMISSION,
    TOKEN,
)

SOMEBODY = "somebody"
"""Who did it, where that is forgotten."""
_PERSONAL = ("student", "sha256", "name", "why")
"""Details of the audit log that are about a person; its trigger lets no other go."""
_LEARNERS = ("lti.launched", "submission.accepted")
"""What a learner does who comes from a platform: the actor is their id there."""


def old_submissions(before: datetime) -> Select[tuple[object]]:
    """Select the submissions of before a moment that are not being graded or waiting for it."""
    is_open = exists().where(RUN.c.submission_id == SUBMISSION.c.id, RUN.c.finished_at.is_(None))
    return select(SUBMISSION.c.id).where(SUBMISSION.c.received_at < before, ~is_open)


def count_waiting(connection: Connection, before: datetime) -> int:
    """Count the old submissions that stay, for they are not graded yet."""
    every = select(func.count()).select_from(SUBMISSION).where(SUBMISSION.c.received_at < before)
    gone = select(func.count()).select_from(old_submissions(before).subquery())
    return (connection.scalar(every) or 0) - (connection.scalar(gone) or 0)


def forget_submissions(connection: Connection, before: datetime) -> int:
    """Remove old submissions with their runs, grades, reports and passbacks."""
    old = old_submissions(before)
    grades = select(GRADE.c.id).where(GRADE.c.submission_id.in_(old))
    passbacks = select(PASSBACK.c.id).where(PASSBACK.c.submission_id.in_(old))
    _rows(connection, delete(SENT).where(SENT.c.passback_id.in_(passbacks)))
    _rows(connection, delete(PASSBACK).where(PASSBACK.c.submission_id.in_(old)))
    _rows(connection, delete(HAND_IN).where(HAND_IN.c.submission_id.in_(old)))
    _rows(connection, delete(RUN).where(RUN.c.submission_id.in_(old)))
    _rows(connection, delete(ARTIFACT).where(ARTIFACT.c.grade_id.in_(grades)))
    _rows(connection, delete(GRADE).where(GRADE.c.submission_id.in_(old)))
    return _rows(connection, delete(SUBMISSION).where(SUBMISSION.c.id.in_(old)))


def forget_decisions(connection: Connection, before: datetime) -> int:
    """Remove old decisions about whoever has nothing left in the assignment."""
    columns, left = DECISION.c, SUBMISSION.c
    has_left = exists().where(
        left.assignment == columns.assignment, left.student == columns.student
    )
    return _rows(connection, delete(DECISION).where(columns.decided_at < before, ~has_left))


def forget_rosters(connection: Connection, before: datetime) -> int:
    """Remove the people of old rosters of assignments in which nothing is left."""
    log = AUDIT.c
    has_left = exists().where(SUBMISSION.c.assignment == ENROLMENT.c.assignment)
    is_new = exists().where(
        log.action == "roster.replaced", log.subject == ENROLMENT.c.assignment, log.at >= before
    )
    return _rows(connection, delete(ENROLMENT).where(~has_left, ~is_new))


def forget_launches(connection: Connection, before: datetime) -> int:
    """Remove old launches from platforms, members named long ago, and secrets that have ended."""
    for table in (LOGIN, INVITATION, BROWSER_SESSION):
        _rows(connection, delete(table).where(table.c.expires_at < before))
    links = select(LINK.c.id).where(LINK.c.members_asked_at < before)
    _rows(connection, delete(MEMBER).where(MEMBER.c.link_id.in_(links)))
    columns = LAUNCH.c
    ended = (columns.launched_at < before) & (columns.expires_at < func.now())
    return _rows(connection, delete(LAUNCH).where(ended))


def forget_tokens(connection: Connection, before: datetime) -> int:
    """Remove students' own tokens that have long been good for nothing."""
    columns = TOKEN.c
    ended = columns.student.is_not(None) & or_(
        columns.revoked_at < before, columns.expires_at < before
    )
    session = BROWSER_SESSION
    old = select(columns.id).where(ended)
    _rows(connection, delete(session).where(session.c.token_id.in_(old)))
    return _rows(connection, delete(TOKEN).where(ended))


def forget_in_audit(connection: Connection, before: datetime) -> int:
    """Have old entries of the audit log be about nobody: what was done, and when, stays."""
    log = AUDIT.c
    is_learner = log.actor.like("lti %") & log.action.in_(_LEARNERS)
    is_personal = or_(
        log.action.in_(("submission.accepted", "item.decided"))
        & log.details.has_any(array(["student", "why"])),
        (log.action == "token.created") & log.details["student"].astext.is_not(None),
        is_learner,
    )
    return _rows(
        connection,
        update(AUDIT)
        .where(log.at < before, is_personal)
        .values(
            actor=case((is_learner, literal(SOMEBODY)), else_=log.actor),
            details=log.details.op("-")(array(list(_PERSONAL))),
        ),
    )


def _rows(connection: Connection, statement: Delete | Update) -> int:
    done: CursorResult[object] = connection.execute(statement)
    return done.rowcount
