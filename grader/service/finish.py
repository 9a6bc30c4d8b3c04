"""Finish a run: its grade, its end and what is to be sent, in one transaction."""

import logging

from sqlalchemy import Connection, Engine

from grader.service.database import transaction
from grader.service.logs import happened
from grader.service.lti.targets import line_items
from grader.service.queue import AFTERWARDS, Job, Queue
from grader.service.store import audit
from grader.service.store.grades import Graded, keep_grade
from grader.service.store.hooks import list_hooks
from grader.service.store.passbacks import Target, queue_passback
from grader.service.store.runs import Begun, end_run, is_open

_LOG = logging.getLogger(__name__)
GRADED, SET_ASIDE = "graded", "set_aside"


def finish(
    engine: Engine, queue: Queue, begun: Begun, graded: Graded, *, is_told: bool = True
) -> bool:
    """Keep what came of a run; False where another worker has finished it, and nothing is done.

    Unless it `is_told` in every language, a job is put down to do so.

    A fault of ours is set aside and sent nowhere.
    """
    is_fault = graded.status == "grader_fault"
    state = SET_ASIDE if is_fault else GRADED
    with transaction(engine) as connection:
        if not is_open(connection, begun.id):
            return False
        grade = keep_grade(connection, begun.submission, graded)
        end_run(connection, begun.id, state, grade)
        if not is_told:
            queue.defer(connection, Job("telling", str(grade), AFTERWARDS))
        if not is_fault:
            for target in targets(connection, begun):
                passback = queue_passback(connection, target, begun.submission, begun.id, grade)
                if passback is not None:
                    queue.defer(connection, Job("passback", str(passback)))
        audit.note(
            connection, audit.SERVICE, f"submission.{state}", str(begun.submission),
            run=str(begun.id), score=graded.score,
        )  # fmt: skip
    happened(
        _LOG, f"submission {state}", submission=str(begun.submission), run=str(begun.id),
        assignment=begun.assignment, attempt=begun.attempt, status=graded.status,
        about={"student": begun.student, "file": begun.file_name, "score": graded.score},
    )  # fmt: skip
    return True


def targets(connection: Connection, begun: Begun) -> list[Target]:
    """Return where a submission's grade goes."""
    hooks = [Target("hook", str(hook.id)) for hook in list_hooks(connection, "out")]
    return hooks + line_items(connection, begun.submission)
