"""Follow a submission: its place in the queue while it waits, then its report, live."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from grader.assignment import in_language
from grader.service.api.asking import Asked
from grader.service.api.submissions import artifact, attachment, framed, visible
from grader.service.auth.caller import Caller
from grader.service.course import Declared
from grader.service.database import GONE, transaction
from grader.service.pages.browser import By, around
from grader.service.pages.look import HEADERS, Values, language_of, page, render
from grader.service.service import Service
from grader.service.store.grades import NOTEBOOK, REPORT_HTML
from grader.service.store.runs import place_in_queue

router = APIRouter()
_LOOK = 0.5
"""Seconds between two looks at how far a submission is."""
_LOOKS = 1200
"""Then the browser asks anew."""
_ENDED = ("graded", "set_aside")


@router.get("/submissions/{submission}")
def follow(submission: UUID, request: Request, service: Asked, caller: By) -> Response:
    """Show how far a submission is, and its report."""
    values = {**around(request, caller), **_state(service, caller, submission, request)}
    return page(request, "submission", values)


@router.get("/submissions/{submission}/events")
async def events(
    submission: UUID, request: Request, service: Asked, caller: By
) -> StreamingResponse:
    """Tell how far it is whenever that changes (server-sent events), until it has ended."""
    await asyncio.to_thread(visible, service, caller, submission)
    headers = {**HEADERS, "x-accel-buffering": "no"}
    told = _told(service, caller, submission, request)
    return StreamingResponse(told, media_type="text/event-stream", headers=headers)


@router.get("/submissions/{submission}/report.html")
def report(submission: UUID, request: Request, service: Asked, caller: By) -> Response:
    """Give the report, for the frame of its page."""
    return framed(artifact(service, caller, submission, REPORT_HTML, language_of(request)))


@router.get("/submissions/{submission}/feedback.ipynb")
def annotated(submission: UUID, request: Request, service: Asked, caller: By) -> Response:
    """Give the student's own notebook with feedback in it."""
    content = artifact(service, caller, submission, NOTEBOOK, language_of(request))
    return attachment(content, NOTEBOOK)


@router.get("/submissions/{submission}/notebook.ipynb")
def notebook(submission: UUID, service: Asked, caller: By) -> Response:
    """Give the notebook back as it was handed in."""
    kept = visible(service, caller, submission)
    return attachment(service.blobs.read(kept.sha256), "notebook.ipynb")


def _state(service: Service, caller: Caller, submission: UUID, request: Request) -> Values:
    kept = visible(service, caller, submission)
    ahead = None
    if kept.state == "queued":
        with transaction(service.engine) as connection:
            ahead = place_in_queue(connection, submission)
    declared = service.course.declared(kept.assignment)
    language = language_of(request)
    return {
        "kept": kept,
        "ahead": ahead,
        "title": declared.title(language) if declared else kept.assignment,
        "rubrics": _rubrics(declared, language) if declared else [],
        "has_ended": kept.state in _ENDED,
    }


async def _told(
    service: Service, caller: Caller, submission: UUID, request: Request
) -> AsyncIterator[str]:
    before = ""
    for _ in range(_LOOKS):
        try:
            state = await asyncio.to_thread(_state, service, caller, submission, request)
        except GONE:  # the browser asks anew by itself
            return
        now = render(language_of(request), "progress", state)
        if now != before:
            yield _event("progress", now)
        if state["has_ended"]:
            yield _event("ended", "")
            return
        before = now
        await asyncio.sleep(_LOOK)


def _event(name: str, text: str) -> str:
    lines = "".join(f"data: {line}\n" for line in text.split("\n"))
    return f"event: {name}\n{lines}\n"


def _rubrics(declared: Declared, language: str) -> list[Values]:
    """Return an assignment's exercises and items as the reader reads them."""
    return [
        {
            "title": in_language(rubric.title, language, rubric.name),
            "parts": [
                {
                    "id": f"{rubric.name}.{item.id}",
                    "title": in_language(item.title, language, item.id),
                    "points": item.points,
                }
                for item in rubric.items
            ],
        }
        for rubric in declared.table.exercises
    ]
