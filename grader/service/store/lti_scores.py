"""Which submissions came by a link, and what is known of their scores on the way to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql

from grader.frozen import frozen
from grader.service.schema.lti import HAND_IN, SENT
from grader.service.schema.tables import GRADE, PASSBACK, RUN, SUBMISSION


@frozen
class HandIn:
    """A submission that came by a link."""

    link: UUID
    subject: str
    """Whose it is, by the platform's id."""
    received_at: datetime


def keep_hand_in(
    connection: Connection,
    submission: UUID,
    link: UUID,
    subject: str,
    due_at: datetime | None = None,
) -> None:
    """Note that a submission came by a link, and when it was due."""
    values = {"link_id": link, "subject": subject, "due_at": due_at}
    connection.execute(insert(HAND_IN).values(submission_id=submission, **values))


def late_of(connection: Connection, submissions: Sequence[UUID]) -> frozenset[UUID]:
    """Return which of these submissions came after they were due."""
    found = (
        select(HAND_IN.c.submission_id)
        .join(SUBMISSION, SUBMISSION.c.id == HAND_IN.c.submission_id)
        .where(
            HAND_IN.c.submission_id.in_(submissions),
            SUBMISSION.c.received_at >= HAND_IN.c.due_at + timedelta(seconds=1),
        )
    )
    return frozenset(connection.scalars(found))


def find_hand_in(connection: Connection, submission: UUID) -> HandIn | None:
    """Return by which link a submission came; None for one that came otherwise."""
    row = connection.execute(
        select(HAND_IN.c.link_id, HAND_IN.c.subject, SUBMISSION.c.received_at)
        .join(SUBMISSION, SUBMISSION.c.id == HAND_IN.c.submission_id)
        .where(HAND_IN.c.submission_id == submission)
    ).one_or_none()
    return HandIn(*row) if row is not None else None


def has_later_grade(connection: Connection, hand_in: HandIn) -> bool:
    """Tell whether a later submission of the same person and link is graded: that one counts."""
    later = (
        select(RUN.c.id)
        .join(SUBMISSION, SUBMISSION.c.id == RUN.c.submission_id)
        .join(HAND_IN, HAND_IN.c.submission_id == SUBMISSION.c.id)
        .where(
            HAND_IN.c.link_id == hand_in.link, HAND_IN.c.subject == hand_in.subject,
            SUBMISSION.c.received_at > hand_in.received_at, RUN.c.state == "graded",
        )
    )  # fmt: skip
    return connection.scalar(select(later.exists())) is True


def last_score(connection: Connection, hand_in: HandIn) -> tuple[float, float] | None:
    """Return what was last to be sent for a person and link, and of how much; None for nothing."""
    row = connection.execute(
        select(GRADE.c.score, GRADE.c.max_score)
        .join(PASSBACK, PASSBACK.c.grade_id == GRADE.c.id)
        .join(HAND_IN, HAND_IN.c.submission_id == PASSBACK.c.submission_id)
        .where(
            PASSBACK.c.target_id == str(hand_in.link), HAND_IN.c.link_id == hand_in.link,
            HAND_IN.c.subject == hand_in.subject, GRADE.c.score.is_not(None),
        )
        .order_by(PASSBACK.c.at.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
    return (row.score, row.max_score) if row is not None else None


def is_overtaken(connection: Connection, passback: UUID) -> bool:
    """Tell whether a later score is on its way, or there, for the same person and target."""
    own, other = PASSBACK.alias("own"), PASSBACK.alias("other")
    mine, theirs = HAND_IN.alias("mine"), HAND_IN.alias("theirs")
    later = (
        select(other.c.id)
        .select_from(own)
        .join(mine, mine.c.submission_id == own.c.submission_id)
        .join(
            other,
            (other.c.target == own.c.target)
            & (other.c.target_id == own.c.target_id)
            & (other.c.at > own.c.at)
            & other.c.grade_id.is_not(None),
        )
        .join(
            theirs,
            (theirs.c.submission_id == other.c.submission_id)
            & (theirs.c.subject == mine.c.subject),
        )
        .where(own.c.id == passback)
    )
    return connection.scalar(select(later.exists())) is True


def begin_sending(connection: Connection, passback: UUID) -> bool:
    """Note that a score is being sent; True where it was before, and nobody knows if it arrived."""
    new = connection.execute(
        postgresql.insert(SENT)
        .values(passback_id=passback)
        .on_conflict_do_nothing()
        .returning(SENT.c.passback_id)
    ).one_or_none()
    return new is None


def note_answered(connection: Connection, passback: UUID) -> None:
    """Note that the platform has answered: what became of the score is known."""
    connection.execute(delete(SENT).where(SENT.c.passback_id == passback))


def delivery_of(connection: Connection, submission: UUID, link: UUID) -> str | None:
    """Return how far a submission's score is: pending, delivered or dead; None for none."""
    state: str | None = connection.scalar(
        select(PASSBACK.c.state)
        .where(
            PASSBACK.c.submission_id == submission, PASSBACK.c.target_id == str(link),
            PASSBACK.c.grade_id.is_not(None),
        )
        .order_by(PASSBACK.c.number.desc())
        .limit(1)
    )  # fmt: skip
    return state
