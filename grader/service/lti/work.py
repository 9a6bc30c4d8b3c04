"""The page of a link: hand in, see how far it is, read the report, look back at attempts."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from grader.errors import Refused
from grader.frozen import frozen
from grader.language import Catalogue, built_in
from grader.model import Text
from grader.report import clean
from grader.service.api.asking import Asked, limit_uploads
from grader.service.api.uploads import keep
from grader.service.database import transaction
from grader.service.lti.pages import PageRoute, page
from grader.service.lti.session import In, Session, linked
from grader.service.lti.targets import note_hand_in
from grader.service.notebook_form import file_of, form_of, pieces_of
from grader.service.problems import STATUS
from grader.service.queue import WAITING
from grader.service.receive import file_name, received
from grader.service.service import Service
from grader.service.store.lti_launches import people_of
from grader.service.store.lti_members import members_of
from grader.service.store.lti_scores import delivery_of, late_of
from grader.service.store.runs import place_in_queue
from grader.service.store.submissions import HandedIn, Kept, Sought, list_latest, list_submissions

router = APIRouter(route_class=PageRoute)
_MOST = 50
"""Attempts that are listed."""
_MOST_PEOPLE = 2000
"""Of a course."""


@frozen
class Attempt:
    """One line of the history."""

    id: UUID
    number: int
    at: str
    state: str
    points: str
    delivery: str
    is_late: bool = False


@router.get("/work")
def work(session: In, service: Asked, s: Annotated[UUID | None, Query()] = None) -> Response:
    """Show somebody their work; `s` is the attempt whose report is open, else the last."""
    return _page(service, session, s)


@router.get("/state")
def state(session: In, service: Asked) -> Response:
    """Tell what would be another page: for those whose browser looks again by itself."""
    with transaction(service.engine) as connection:
        found = list_submissions(connection, _sought(session, 1))
        delivery = (
            delivery_of(connection, found[0].id, session.launch.link)
            if found and session.launch.link is not None
            else None
        )
    last = f"{found[0].id} {found[0].state} {delivery}" if found else ""
    return JSONResponse({"state": last}, headers={"cache-control": "no-store"})


@router.post("/work")
async def hand_in(request: Request, session: In, service: Asked) -> Response:
    """Hand in a notebook, from a form."""
    try:
        await _take(request, session, service)
    except Refused as error:
        return await run_in_threadpool(_page, service, session, None, error)
    return RedirectResponse(f"/lti/work?t={session.secret}", 303, {"cache-control": "no-store"})


async def _take(request: Request, session: Session, service: Service) -> None:
    link = linked(session)
    limit_uploads(service, link.assignment, session.learner)
    limit = service.settings.max_bytes
    async with form_of(request, limit) as form:
        file = file_of(form)
        incoming = await received(pieces_of(file), service.blobs, limit)
        given = HandedIn(
            link.assignment, session.learner, f"lti:{uuid4()}", "", incoming.size,
            file_name(file.filename), session.language,
        )  # fmt: skip
    beside = partial(note_hand_in, service.queue, link, session.launch)
    accepted = await asyncio.to_thread(
        keep, service, session.actor, incoming, given, WAITING, beside=beside
    )
    if accepted.is_new:
        service.metrics.accepted.inc()


def _page(
    service: Service, session: Session, wanted: UUID | None, error: Refused | None = None
) -> Response:
    link = linked(session)
    declared = service.course.declared(link.assignment)
    if declared is None:
        raise Refused("not_found", Text("lti.no_such_assignment", {"slug": link.assignment}))
    catalogue = built_in(session.language)
    with transaction(service.engine) as connection:
        found = list_submissions(connection, _sought(session, _MOST))
        ahead = place_in_queue(connection, found[0].id) if found else 0
        assert link.id is not None  # noqa: S101 - it came out of the database
        late = late_of(connection, [one.id for one in found])
        deliveries = [delivery_of(connection, one.id, link.id) for one in found]
    learners, is_told = _learners(service, session) if session.launch.is_teacher else ([], True)
    if learners:
        with transaction(service.engine) as connection:
            late |= late_of(connection, [kept.id for _, kept in learners if kept is not None])
    attempts = [
        _attempt(one, len(found) - place, delivery or "", catalogue, late)
        for place, (one, delivery) in enumerate(zip(found, deliveries, strict=True))
    ]
    shown = next((one for one in found if one.id == wanted), found[0] if found else None)
    return page(
        "work", session.language, session.origins,
        status=STATUS[error.kind] if error is not None else 200,
        t=session.secret, person=session.launch.person, is_teacher=session.launch.is_teacher,
        title=declared.title(session.language), context_title=link.context_title,
        full=catalogue.points(declared.points), attempts=attempts, ahead=ahead,
        is_waiting=bool(found) and found[0].state in ("queued", "grading"),
        has_column=link.line_item is not None,
        report=shown.id if shown is not None and shown.grade_id is not None else None,
        opened=shown.id if shown is not None else None,
        state=f"{found[0].id} {found[0].state} {deliveries[0]}" if found else "",
        problem=clean.line(catalogue.say(error.text)) if error is not None else "",
        learners=[
            (name, _attempt(kept, 1, "", catalogue, late) if kept else None)
            for name, kept in learners
        ],
        due=_moment(session.launch.due_at) if session.launch.due_at else "",
        missing=sum(kept is None for _, kept in learners), is_told=is_told,
    )  # fmt: skip


def _learners(service: Service, session: Session) -> tuple[list[tuple[str, Kept | None]], bool]:
    """Return who learns in the course, by name, each with the newest hand-in.

    They are those whom the platform names, and whoever came by the link; False where it could not
    be asked.
    """
    link = linked(session)
    is_told = service.members.renew(service.engine, session.platform, link)
    with transaction(service.engine) as connection:
        assert link.id is not None  # noqa: S101 - it came out of the database
        came = people_of(connection, link.id)
        members = {one.subject: one.name for one in members_of(connection, link.id)}
        newest = {one.student: one for one in list_latest(connection, link.assignment)}
    names = {who: members.get(who) or came.get(who) or who for who in (*came, *members)}
    listed = sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    learner = session.platform.learner
    return [(name, newest.get(learner(who))) for who, name in listed[:_MOST_PEOPLE]], is_told


def _attempt(
    kept: Kept, number: int, delivery: str, catalogue: Catalogue, late: Collection[UUID]
) -> Attempt:
    points = ""
    if kept.score is not None and kept.max_score is not None:
        points = f"{catalogue.points(kept.score)} / {catalogue.points(kept.max_score)}"
    at = _moment(kept.received_at)
    return Attempt(kept.id, number, at, kept.state, points, delivery, kept.id in late)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _sought(session: Session, limit: int) -> Sought:
    return Sought(linked(session).assignment, session.learner, limit=limit)
