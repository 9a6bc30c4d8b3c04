"""Teach: how a class does in an assignment, grading again, deciding on an item."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from grader.errors import Refused
from grader.frozen import frozen
from grader.model import Text
from grader.service.api.asking import Asked, Slug, assignment_for
from grader.service.api.regrading import override, regrade, regrade_all
from grader.service.api.shapes import Override
from grader.service.database import transaction
from grader.service.pages.browser import By, around, refuse_forged
from grader.service.pages.look import language_of, page
from grader.service.store.rosters import Enrolled, read_roster_of
from grader.service.store.submissions import Kept, list_latest

router = APIRouter()
STATES = ("queued", "grading", "graded", "set_aside", "missing")
Field = Annotated[str, Form(max_length=2000)]


@frozen
class Member:
    """Somebody of the class: who handed in, or should have."""

    student: str
    name: str
    kept: Kept | None

    @property
    def state(self) -> str:
        """How far their newest submission is; "missing" where there is none."""
        return self.kept.state if self.kept else "missing"


@router.get("/assignments/{slug}/class")
def see_class(
    slug: Slug,
    request: Request,
    service: Asked,
    caller: By,
    state: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show everybody's newest submission; by state, or by a part of an id or a name."""
    declared = assignment_for(service, caller, "read", slug)
    caller.refuse_student()
    with transaction(service.engine) as connection:
        everybody = members(list_latest(connection, slug), read_roster_of(connection, slug))
    wanted = q.strip().casefold()
    sought = [
        one
        for one in everybody
        if state in ("", one.state) and wanted in f"{one.student} {one.name}".casefold()
    ]
    scores = [m.kept.score for m in everybody if m.kept is not None and m.kept.score is not None]
    values = {
        **around(request, caller),
        "slug": slug,
        "title": declared.title(language_of(request)),
        "most": declared.points,
        "members": sought,
        "counts": {name: sum(one.state == name for one in everybody) for name in STATES},
        "mean": sum(scores) / len(scores) if scores else None,
        "state": state,
        "q": q,
    }
    is_part = request.headers.get("hx-request") == "true"
    return page(request, "class_rows" if is_part else "class", values)


def members(submissions: Sequence[Kept], roster: Sequence[Enrolled]) -> list[Member]:
    """Hold who handed in to who should have, by id."""
    names = {one.student: one.name for one in roster}
    kept = {one.student: one for one in submissions}
    return [
        Member(student, names.get(student, ""), kept.get(student))
        for student in sorted({*names, *kept}, key=lambda student: (student.casefold(), student))
    ]


@router.post("/assignments/{slug}/regrade")
def grade_all_again(
    slug: Slug, request: Request, service: Asked, caller: By, csrf: Field = ""
) -> Response:
    """Grade everybody's newest submission again."""
    refuse_forged(request, csrf)
    regrade_all(slug, service, caller)
    return RedirectResponse(f"/assignments/{slug}/class", 303)


@router.post("/submissions/{submission}/regrade")
def grade_again(
    submission: UUID, request: Request, service: Asked, caller: By, csrf: Field = ""
) -> Response:
    """Grade one submission again."""
    refuse_forged(request, csrf)
    regrade(submission, request, service, caller)
    return RedirectResponse(f"/submissions/{submission}", 303)


@router.post("/submissions/{submission}/overrides")
def decide(
    submission: UUID,
    request: Request,
    service: Asked,
    caller: By,
    item: Field,
    points: Field = "",
    why: Field = "",
    csrf: Field = "",
) -> Response:
    """Decide what an item (EXERCISE.ITEM) earns; without points, the grader's own stand again."""
    refuse_forged(request, csrf)
    exercise, _, name = item.partition(".")
    try:
        number = float(points.replace(",", ".")) if points.strip() else None
        given = Override(exercise=exercise, item=name, points=number, why=why)
    except ValueError:  # pydantic's own is one too
        raise Refused("invalid", Text("page.decide.invalid")) from None
    override(submission, given, request, service, caller)
    return RedirectResponse(f"/submissions/{submission}", 303)
