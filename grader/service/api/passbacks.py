"""The outbox and the audit log, for whoever looks after the service."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from grader.errors import Refused
from grader.model import Text
from grader.service.api.asking import Asked, By
from grader.service.database import transaction
from grader.service.queue import Job
from grader.service.store import audit
from grader.service.store.passbacks import Passback, list_passbacks, revive_passback

router = APIRouter(tags=["operation"])
Limit = Annotated[int, Query(ge=1, le=500)]


class PassbackOut(BaseModel):
    """A grade on its way out."""

    id: UUID
    target: str
    target_id: str
    submission: UUID
    assignment: str
    student: str
    score: float | None
    max_score: float | None
    """Null where it only says that a submission has come."""
    at: datetime
    state: str
    attempts: int
    problem: str


class EntryOut(BaseModel):
    """One thing that was done."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


@router.get("/passbacks")
def every(
    service: Asked,
    caller: By,
    state: Literal["pending", "delivered", "dead"] | None = None,
    limit: Limit = 100,
) -> list[PassbackOut]:
    """List grades on their way out, the newest first; `dead` are those that nobody tries again."""
    caller.require_whole("manage")
    with transaction(service.engine) as connection:
        return [_shown(one) for one in list_passbacks(connection, state, limit)]


@router.post("/passbacks/{passback}/retry", status_code=202)
def retry(passback: UUID, service: Asked, caller: By) -> None:
    """Try a dead passback again, from the start."""
    caller.require_whole("manage")
    with transaction(service.engine) as connection:
        if not revive_passback(connection, passback):
            raise Refused("not_found", Text("service.no_passback"))
        service.queue.defer(connection, Job("passback", str(passback)))
        audit.note(connection, caller.actor, "passback.retried", str(passback))


@router.get("/audit")
def log(
    service: Asked,
    caller: By,
    before: Annotated[int | None, Query(ge=0, lt=1 << 63)] = None,
    limit: Limit = 100,
) -> list[EntryOut]:
    """Read the audit log, the newest first; `before` is the id that a list ended with."""
    caller.require_whole("manage")
    with transaction(service.engine) as connection:
        found = audit.entries(connection, limit, before)
    return [
        EntryOut(
            id=one.id, at=one.at, actor=one.actor, action=one.action, subject=one.subject,
            details=dict(one.details),
        )
        for one in found
    ]  # fmt: skip


def _shown(one: Passback) -> PassbackOut:
    return PassbackOut(
        id=one.id, target=one.target.kind, target_id=one.target.id, submission=one.submission,
        assignment=one.assignment, student=one.student, score=one.score, max_score=one.max_score,
        at=one.at, state=one.state, attempts=one.attempts, problem=one.problem,
    )  # fmt: skip
