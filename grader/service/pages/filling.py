"""Fill a platform's table: a form, what would come of it, and the files."""

import asyncio
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from grader.errors import Refused
from grader.export.exports import FILLERS
from grader.export.mark import ROUNDINGS, Rounding
from grader.language import LANGUAGES, Language
from grader.model import Text
from grader.service.api.asking import Asked, Slug, assignment_for
from grader.service.api.filling import Give, Platform, filled_for, table_too_large, taken
from grader.service.auth.caller import Caller
from grader.service.fill_table import MOST_BYTES, Wish
from grader.service.notebook_form import form_of
from grader.service.pages.browser import By, around, refuse_forged
from grader.service.pages.look import Values, language_of, page
from grader.service.service import Service
from grader.service.store.class_grades import ATTEMPTS, Attempt

router = APIRouter()
CHOICES: Values = {
    "platforms": tuple(FILLERS),
    "attempts": ATTEMPTS,
    "roundings": tuple(ROUNDINGS),
    "locales": LANGUAGES,
}
"""What the form lets choose from."""


class _Fields(msgspec.Struct, forbid_unknown_fields=True):
    """The form's fields, as they are to be."""

    platform: Platform
    give: Give = "summary"
    attempt: Attempt = "last"
    column: str = ""
    scale: str = ""
    digits: Annotated[int, msgspec.Meta(ge=0, le=6)] = 2
    round: Rounding = "half-up"
    late: str = ""
    due: str = ""
    locale: Language | Literal[""] = ""
    overwrite: str = ""
    by_name: str = ""
    csrf: str = ""


@router.get("/assignments/{slug}/export")
def form(slug: Slug, request: Request, service: Asked, caller: By) -> Response:
    """Show the form."""
    return page(request, "export", _around(slug, request, service, caller))


@router.post("/assignments/{slug}/export")
async def fill(slug: Slug, request: Request, service: Asked, caller: By) -> Response:
    """Say what would come of it, or give the table or the feedback."""
    is_part = request.headers.get("hx-request") == "true"
    async with form_of(request, MOST_BYTES, table_too_large) as given:
        refuse_forged(request, given.get("csrf"))
        reader = language_of(request)
        values = await asyncio.to_thread(_around, slug, request, service, caller)
        try:
            give, wish = _read(given)
            table = _table_of(given)
            content, name = await table.read(), table.filename or ""
            made = await asyncio.to_thread(
                filled_for, service, caller, slug, wish, content, name, reader
            )
        except Refused as error:
            if is_part and error.kind in ("not_filled", "empty", "invalid", "too_large"):
                return page(request, "exported", {**values, "refused": error.text})
            raise
    if give != "summary":
        return await asyncio.to_thread(taken, service, caller, slug, made, give)
    return page(request, "exported" if is_part else "export", {**values, "made": made})


def _around(slug: str, request: Request, service: Service, caller: Caller) -> Values:
    declared = assignment_for(service, caller, "read", slug)
    caller.refuse_student()
    return {
        **around(request, caller),
        **CHOICES,
        "slug": slug,
        "title": declared.title(language_of(request)),
        "made": None,
        "refused": None,
    }


def _read(given: FormData) -> tuple[Give, Wish]:
    """Return what the form asks for. Raises Refused for what no form of ours does."""
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    try:
        fields = msgspec.convert(texts, _Fields, strict=False)
    except msgspec.ValidationError:
        raise Refused("invalid", Text("page.export.unknown")) from None
    return fields.give, Wish(
        fields.platform, fields.attempt, fields.column.strip(), fields.scale.strip(),
        fields.digits, fields.round, fields.late.strip(), fields.due.strip(),
        bool(fields.overwrite), bool(fields.by_name), fields.locale,
    )  # fmt: skip


def _table_of(given: FormData) -> UploadFile:
    table = given.get("table")
    if not isinstance(table, UploadFile) or not table.filename:
        raise Refused("empty", Text("service.export.no_file"))
    return table
