"""Upload a notebook: acknowledged when it can be lost no more."""

import asyncio
from dataclasses import replace
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Header, Query, Request, Response

from grader.service.accept import Accepted, Beside, accept
from grader.service.api.asking import (
    LINE,
    Asked,
    By,
    Language,
    Slug,
    Student,
    assignment_for,
    limit_uploads,
)
from grader.service.api.shapes import Problem, SubmissionOut, shown
from grader.service.blobs import Incoming
from grader.service.queue import BATCH, WAITING
from grader.service.receive import file_name, received, refuse_unreadable, too_large
from grader.service.service import Service
from grader.service.store.submissions import HandedIn

router = APIRouter(tags=["submissions"])
_OWN_KEY = "without-key:"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_PROBLEMS: dict[int | str, dict[str, object]] = {
    code: {"model": Problem, "content": {"application/problem+json": {}}}
    for code in (401, 403, 404, 408, 409, 413, 422, 429, 503, 507)
}


@router.post(
    "/assignments/{slug}/submissions", status_code=202, openapi_extra=_BODY, responses=_PROBLEMS
)
async def upload(
    slug: Slug,
    request: Request,
    response: Response,
    service: Asked,
    caller: By,
    language: Language,
    student: Student | None = None,
    name: Annotated[str | None, Query(max_length=1000, description="The file's name.")] = None,
    batch: Annotated[bool, Query(description="Nobody waits for it: after everybody else.")] = False,
    idempotency_key: Annotated[str | None, Header(max_length=200, pattern=LINE)] = None,
) -> SubmissionOut:
    """Hand in the body, a notebook's bytes as they are.

    The answer is 202 when the notebook and its place in the queue are on the disk. With an
    Idempotency-Key the same again is answered as the first time, and another body with 409.
    """
    assignment_for(service, caller, "submit", slug)  # mostly known from a moment ago
    whose = caller.student(student)
    limit_uploads(service, slug, whose)
    limit = service.settings.max_bytes
    if int(request.headers.get("content-length") or 0) > limit:
        raise too_large(limit)
    incoming = await received(request.stream(), service.blobs, limit)
    key = idempotency_key or f"{_OWN_KEY}{uuid4()}"
    given = HandedIn(slug, whose, key, "", incoming.size, file_name(name), language)
    priority = BATCH if batch else WAITING
    accepted = await asyncio.to_thread(keep, service, caller.actor, incoming, given, priority)
    answer = shown(accepted.submission, str(request.url_for("list_all")))
    response.headers["location"] = answer.links["self"]
    if accepted.is_new:
        service.metrics.accepted.inc()
    return answer


def keep(
    service: Service,
    actor: str,
    incoming: Incoming,
    given: HandedIn,
    priority: int,
    *,
    beside: Beside | None = None,
) -> Accepted:
    """Put a notebook on the disk, then everything about it into the database.

    Raises Refused for what is no notebook, and for a key that other bytes have; CannotWrite.
    """
    with service.spans.within("accept", assignment=given.assignment, bytes=given.size):
        try:
            refuse_unreadable(given.file_name, incoming.content())
            given = replace(given, sha256=incoming.keep())
        finally:
            incoming.drop()
        accepted = accept(service.engine, service.queue, given, actor, priority, beside=beside)
        service.spans.note({"submission": str(accepted.submission.id)})
    return accepted
