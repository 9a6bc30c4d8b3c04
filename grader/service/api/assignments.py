"""See assignments, and who should hand them in."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection

from grader.errors import NotTakenIn, Refused
from grader.intake.roster import read_roster
from grader.model import Text
from grader.service.api.asking import Asked, By, Slug, assignment_for
from grader.service.api.shapes import AssignmentOut, ExerciseOut, ItemOut, Roster, RosterPerson
from grader.service.auth.caller import Caller
from grader.service.course import Declared
from grader.service.database import transaction
from grader.service.receive import body_within
from grader.service.service import Service
from grader.service.store import audit
from grader.service.store.rosters import Enrolled, read_roster_of, replace_roster
from grader.service.store.submissions import students_of

router = APIRouter(tags=["assignments"])
_ROSTER_BYTES = 8 << 20
_TABLES = (".csv", ".tsv", ".txt", ".xlsx")
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/assignments")
def every(service: Asked, caller: By) -> list[AssignmentOut]:
    """List the assignments of the course, as their folders are now."""
    return [_shown(one) for one in service.course.every() if caller.is_for(one.slug)]


@router.get("/assignments/{slug}")
def one(slug: Slug, service: Asked, caller: By) -> AssignmentOut:
    """Show an assignment with its rubric."""
    scope = caller.token.scopes[0] if caller.token.scopes else "read"  # any of them will do
    return _shown(assignment_for(service, caller, scope, slug))


@router.get("/assignments/{slug}/roster")
def roster(slug: Slug, service: Asked, caller: By) -> Roster:
    """Show who should hand in, and of them who has not."""
    _refuse_student(service, caller, slug)
    with transaction(service.engine) as connection:
        return _roster(connection, slug)


@router.put("/assignments/{slug}/roster")
def put_roster(slug: Slug, people: list[RosterPerson], service: Asked, caller: By) -> Roster:
    """Put a roster in the place of the one before."""
    enrolled = [Enrolled(p.student, p.name, p.email, tuple(p.groups)) for p in people]
    return _replace(service, caller, slug, enrolled)


@router.post("/assignments/{slug}/roster", openapi_extra=_FILE)
async def post_roster(
    slug: Slug,
    request: Request,
    service: Asked,
    caller: By,
    name: Annotated[str, Query(max_length=200, description="The file's name.")] = "roster.csv",
) -> Roster:
    """Put the roster of a table (CSV or XLSX, any column's name) in the place of the one before."""
    content = await body_within(request.stream(), _ROSTER_BYTES)
    enrolled = await asyncio.to_thread(_read, content, name)
    return await asyncio.to_thread(_replace, service, caller, slug, enrolled)


def _read(content: bytes, name: str) -> list[Enrolled]:
    ending = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"roster{ending if ending in _TABLES else '.csv'}"
        path.write_bytes(content)
        try:
            people = read_roster(path).people
        except NotTakenIn as error:
            said = [_without_folder(one, path) for one in error.texts]
            raise Refused("unreadable", said[0] if said else Text("service.empty")) from None
    return [Enrolled(p.id, p.name, p.email, p.groups) for p in people]


def _without_folder(said: Text, path: Path) -> Text:
    """Name the file as it is called, not where it lay for a moment."""
    return Text(said.key, {**said.values, "file": path.name})


def _replace(service: Service, caller: Caller, slug: str, people: list[Enrolled]) -> Roster:
    assignment_for(service, caller, "manage", slug)
    known = {person.student: person for person in people}
    with transaction(service.engine) as connection:
        replace_roster(connection, slug, list(known.values()))
        audit.note(connection, caller.actor, "roster.replaced", slug, people=len(known))
        return _roster(connection, slug)


def _roster(connection: Connection, slug: str) -> Roster:
    people = read_roster_of(connection, slug)
    handed_in = students_of(connection, slug)
    return Roster(
        people=[
            RosterPerson(student=p.student, name=p.name, email=p.email, groups=list(p.groups))
            for p in people
        ],
        missing=[p.student for p in people if p.student not in handed_in],
    )


def _refuse_student(service: Service, caller: Caller, slug: str) -> None:
    assignment_for(service, caller, "read", slug)
    caller.refuse_student()


def _shown(declared: Declared) -> AssignmentOut:
    table = declared.table
    return AssignmentOut(
        slug=declared.slug,
        title=table.title,
        languages=list(table.languages),
        points=declared.points,
        exercises=[
            ExerciseOut(
                name=rubric.name,
                title=rubric.title,
                items=[ItemOut(id=i.id, points=i.points, title=i.title) for i in rubric.items],
            )
            for rubric in table.exercises
        ],
    )
