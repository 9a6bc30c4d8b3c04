"""Hand in: the assignments there are, a form for a notebook, and how earlier attempts went."""

import asyncio
import re
from collections.abc import Sequence
from hashlib import sha256
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from grader.errors import Refused
from grader.frozen import frozen
from grader.model import Text
from grader.service.api.asking import LINE, Asked, Slug, assignment_for, limit_uploads
from grader.service.api.uploads import keep
from grader.service.auth.caller import Caller
from grader.service.course import Declared
from grader.service.database import transaction
from grader.service.notebook_form import file_of, form_of, pieces_of
from grader.service.pages.browser import By, around, refuse_forged
from grader.service.pages.look import Values, language_of, page
from grader.service.queue import WAITING
from grader.service.receive import file_name, received
from grader.service.service import Service
from grader.service.store.submissions import HandedIn, Kept, Sought, list_submissions

router = APIRouter()
_ATTEMPTS = 50


@frozen
class Attempt:
    """A submission among those of one student."""

    kept: Kept
    gained: float | None
    """Points more than the attempt before it; None for the first, and while one has none."""


@router.get("/")
def home(request: Request, service: Asked, caller: By) -> Response:
    """Show the assignments that are there for the caller."""
    language = language_of(request)
    there = [one for one in service.course.every() if caller.is_for(one.slug)]
    listed = [
        {"slug": one.slug, "title": one.title(language), "points": one.points} for one in there
    ]
    return page(request, "home", {**around(request, caller), "assignments": listed})


@router.get("/assignments/{slug}")
def form(slug: Slug, request: Request, service: Asked, caller: By) -> Response:
    """Show the form to hand in with, and the caller's own attempts."""
    declared = assignment_for(service, caller, "submit", slug)
    return page(request, "assignment", _shown(request, service, caller, declared))


@router.post("/assignments/{slug}")
async def hand_in(slug: Slug, request: Request, service: Asked, caller: By) -> Response:
    """Keep the notebook of the form, and lead to where it can be followed."""
    limit = service.settings.max_bytes
    async with form_of(request, limit) as fields:
        refuse_forged(request, fields.get("csrf"))
        await asyncio.to_thread(assignment_for, service, caller, "submit", slug)
        whose = caller.student(_line(fields.get("student")))
        limit_uploads(service, slug, whose)
        file = file_of(fields)
        incoming = await received(pieces_of(file), service.blobs, limit)
        # the same file sent twice by one form is one attempt; another file is another
        digest = await asyncio.to_thread(lambda: sha256(incoming.content()).hexdigest())
        key = f"page:{_line(fields.get('key')) or uuid4()}:{digest}"
        given = HandedIn(
            slug, whose, key, "", incoming.size, file_name(file.filename), language_of(request)
        )
    accepted = await asyncio.to_thread(keep, service, caller.actor, incoming, given, WAITING)
    if accepted.is_new:
        service.metrics.accepted.inc()
    return RedirectResponse(f"/submissions/{accepted.submission.id}", 303)


def _line(given: object) -> str | None:
    """Return a field's one line of text; None where it is empty. Raises Refused for more."""
    if not isinstance(given, str) or not given:
        return None
    if len(given) > 200 or not re.fullmatch(LINE, given):
        raise Refused("invalid", Text("service.whose"))
    return given


def _shown(request: Request, service: Service, caller: Caller, declared: Declared) -> Values:
    own = caller.token.student
    attempts: Sequence[Attempt] = ()
    if own is not None:
        sought = Sought(declared.slug, own, limit=_ATTEMPTS)
        with transaction(service.engine) as connection:
            attempts = attempts_of(list_submissions(connection, sought))
    return {
        **around(request, caller),
        "slug": declared.slug,
        "title": declared.title(language_of(request)),
        "most": declared.points,
        "limit": service.settings.max_bytes >> 20,
        "key": uuid4(),
        "own": own,
        "attempts": attempts,
    }


def attempts_of(newest_first: Sequence[Kept]) -> list[Attempt]:
    """Hold every attempt to the one before it, the newest first."""
    earlier: list[Kept | None] = [*newest_first[1:], None]
    return [
        Attempt(one, _gained(one, other))
        for one, other in zip(newest_first, earlier, strict=False)
    ]  # fmt: skip


def _gained(one: Kept, earlier: Kept | None) -> float | None:
    if earlier is None or one.score is None or earlier.score is None:
        return None
    return one.score - earlier.score
