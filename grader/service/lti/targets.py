"""Where the score of a submission goes that came by a link: the link's column in the gradebook."""

from uuid import UUID

from sqlalchemy import Connection, text

from grader.service.queue import Job, Queue
from grader.service.store.lti_launches import Launch, Link, find_link
from grader.service.store.lti_scores import find_hand_in, has_later_grade, keep_hand_in
from grader.service.store.passbacks import Target, queue_passback

LINE_ITEM = "line item"
"""The kind of passback; what it is one of is a link."""


def line_items(connection: Connection, submission: UUID) -> list[Target]:
    """Return the column that a submission's grade goes to.

    None for what came otherwise, for a link without a column, and where a later submission of the
    same person is graded: that one counts, whichever worker is done first.
    """
    hand_in = find_hand_in(connection, submission)
    if hand_in is None:
        return []
    _take_turns(connection, hand_in.link, hand_in.subject)
    link = find_link(connection, hand_in.link)
    if link is None or link.line_item is None or has_later_grade(connection, hand_in):
        return []
    return [Target(LINE_ITEM, str(hand_in.link))]


def note_hand_in(
    queue: Queue,
    link: Link,
    launch: Launch,
    connection: Connection,
    submission: UUID,
    run: UUID,
) -> None:
    """Note that a submission came by a link, and have the platform told so."""
    assert link.id is not None  # noqa: S101 - it came out of the database
    keep_hand_in(connection, submission, link.id, launch.subject, launch.due_at)
    if link.line_item is None:
        return
    target = Target(LINE_ITEM, str(link.id))
    passback = queue_passback(connection, target, submission, run, None)
    if passback is not None:
        queue.defer(connection, Job("passback", str(passback)))


def _take_turns(connection: Connection, link: UUID, subject: str) -> None:
    """Wait for other transactions about the same person and link: what they did is seen then."""
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:who, 1))"),
        {"who": f"{link} {subject}"},
    )
