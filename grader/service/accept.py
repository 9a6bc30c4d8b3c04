"""Accept a submission: what must be on the disk before anybody is told that it is kept."""

import logging
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Connection, Engine

from grader.errors import Refused
from grader.frozen import frozen
from grader.model import Text
from grader.service.database import transaction
from grader.service.logs import happened
from grader.service.queue import WAITING, Job, Queue
from grader.service.store import audit
from grader.service.store.runs import queue_run
from grader.service.store.submissions import (
    HandedIn,
    Kept,
    find_submission,
    insert_submission,
    submission_of_key,
)

_LOG = logging.getLogger(__name__)
Beside = Callable[[Connection, UUID, UUID], None]
"""Keeps what belongs to a new submission and its run, in their transaction."""


@frozen
class Accepted:
    """A submission that will be graded, whatever happens now."""

    submission: Kept
    is_new: bool
    """Whether it was not there before: else it is the first answer to its key."""


def accept(
    engine: Engine,
    queue: Queue,
    given: HandedIn,
    actor: str,
    priority: int = WAITING,
    *,
    beside: Beside | None = None,
) -> Accepted:
    """Keep a submission with its run and its job in one transaction; return after COMMIT.

    Its blob must be kept already. Raises Refused where the key was used for other bytes.
    """
    with transaction(engine) as connection:
        new = insert_submission(connection, given)
        if new is None:
            return Accepted(_kept_before(connection, given), is_new=False)
        run = start_run(connection, queue, new.id, "upload", priority)
        if beside is not None:
            beside(connection, new.id, run)
        audit.note(
            connection, actor, "submission.accepted", str(new.id),
            assignment=given.assignment, student=given.student, sha256=given.sha256,
        )  # fmt: skip
    happened(
        _LOG, "submission accepted", submission=str(new.id), assignment=given.assignment,
        bytes=given.size, about={"student": given.student, "file": given.file_name},
    )  # fmt: skip
    return Accepted(new, is_new=True)


def start_run(
    connection: Connection, queue: Queue, submission: UUID, reason: str, priority: int
) -> UUID:
    """Note a run of a submission and put its job down, in the caller's transaction."""
    run = queue_run(connection, submission, reason)
    queue.defer(connection, Job("grading", str(run), priority))
    return run


def _kept_before(connection: Connection, given: HandedIn) -> Kept:
    submission, sha256 = submission_of_key(connection, given)
    if sha256 != given.sha256:
        raise Refused("key_used", Text("service.key_used"))
    kept = find_submission(connection, submission)
    assert kept is not None  # noqa: S101 - it is there, and none is ever removed
    return kept
