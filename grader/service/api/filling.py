"""Fill the table that an instructor downloaded from a platform."""

import asyncio
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from grader.errors import Refused
from grader.export.exports import FILLERS
from grader.export.mark import Rounding
from grader.language import LANGUAGES
from grader.model import Text
from grader.service.api.asking import Asked, By, Language, Slug, assignment_for
from grader.service.api.submissions import Lang, attachment
from grader.service.auth.caller import Caller
from grader.service.database import transaction
from grader.service.fill_table import MOST_BYTES, Filled, Wish, filled
from grader.service.receive import body_within, file_name, refuse_empty
from grader.service.service import Service
from grader.service.spoken import DEFAULT
from grader.service.store import audit
from grader.service.store.class_grades import Attempt

router = APIRouter(tags=["classes"])
if TYPE_CHECKING:
    Platform = str
else:  # whatever there is to fill
    Platform = Literal[tuple(FILLERS)]
Give = Literal["summary", "table", "feedback"]
_Line = Annotated[str, Query(max_length=200)]
_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class NamedOut(BaseModel):
    """Somebody who is named, and why, in the caller's language."""

    who: str
    why: str


class FileOut(BaseModel):
    """A file that there is to be had."""

    name: str
    size: int


class FilledOut(BaseModel):
    """What comes of filling a table; nothing of it is kept."""

    platform: str
    filled: int
    """For how many people there is a mark."""
    unchanged: int
    """How many of them had it already."""
    skipped: list[NamedOut]
    """Who gets no mark by this."""
    look: list[NamedOut]
    """Who gets one, and should be looked at all the same."""
    notes: list[str]
    files: list[FileOut]
    """The table, then what goes with it."""
    summary: str


@router.post("/assignments/{slug}/export/{platform}", openapi_extra=_FILE, response_model=FilledOut)
async def export(
    slug: Slug,
    platform: Platform,
    request: Request,
    service: Asked,
    caller: By,
    language: Language,
    *,
    name: Annotated[str, Query(max_length=200, description="The file's name.")] = "table.csv",
    give: Give = "summary",
    attempt: Attempt = "last",
    column: _Line = "",
    scale: _Line = "",
    digits: Annotated[int, Query(ge=0, le=6)] = 2,
    rounding: Annotated[Rounding, Query(alias="round")] = "half-up",
    late: _Line = "",
    due: _Line = "",
    locale: Annotated[str, Query(pattern=f"^({'|'.join(LANGUAGES)})?$")] = "",
    overwrite: bool = False,
    by_name: bool = False,
    lang: Lang = None,
) -> Response | FilledOut:
    """Fill a platform's table (the body) with marks and comments, as `grader export` does.

    `give` says what comes back: what would come of it, the filled table, or the zip of feedback.
    """
    wish = Wish(
        platform, attempt, column, scale, digits, rounding, late, due, overwrite, by_name,
        locale, lang or "",
    )  # fmt: skip
    content = await body_within(request.stream(), MOST_BYTES, table_too_large)
    made = await asyncio.to_thread(
        filled_for, service, caller, slug, wish, content, name, language or DEFAULT
    )
    if give == "summary":
        return _out(made, platform)
    return await asyncio.to_thread(taken, service, caller, slug, made, give)


def filled_for(
    service: Service, caller: Caller, slug: str, wish: Wish, table: bytes, name: str, reader: str
) -> Filled:
    """Return a table filled for a caller who may see the class. Raises Refused."""
    declared = assignment_for(service, caller, "read", slug)
    caller.refuse_student()
    refuse_empty(len(table))
    return filled(service, declared, wish, table, _named(name), reader)


def taken(service: Service, caller: Caller, slug: str, made: Filled, give: Give) -> Response:
    """Return one of the files, to be saved; the audit log says who took it. Raises Refused."""
    files = list(made.files.items())
    if give == "feedback" and len(files) < 2:
        raise Refused("not_filled", Text("service.export.no_feedback"))
    name, content = files[1 if give == "feedback" else 0]
    with transaction(service.engine) as connection:
        audit.note(connection, caller.actor, "class.exported", slug, file=give, marks=made.filled)
    return attachment(content, name)


def table_too_large(limit: int) -> Refused:
    """Return what is said of a table that is larger than `limit` bytes."""
    return Refused("too_large", Text("service.export.too_large", {"mb": limit >> 20}))


def _named(given: str) -> str:
    """Return a name for the table that a header can carry, with the ending that it came with."""
    path = PurePath(file_name(given))
    stem = "".join(c for c in path.stem if c.isascii() and (c.isalnum() or c in "._- "))
    ending = path.suffix if path.suffix.lower() in (".csv", ".xls", ".txt", ".tsv") else ".csv"
    return f"{stem.strip() or 'table'}{ending}"


def _out(made: Filled, platform: str) -> FilledOut:
    return FilledOut(
        platform=platform,
        filled=made.filled,
        unchanged=made.unchanged,
        skipped=[NamedOut(who=one.who, why=one.why) for one in made.skipped],
        look=[NamedOut(who=one.who, why=one.why) for one in made.look],
        notes=list(made.notes),
        files=[FileOut(name=name, size=len(content)) for name, content in made.files.items()],
        summary=made.summary,
    )
