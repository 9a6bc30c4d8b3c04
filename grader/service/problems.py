"""Every error as problem details (RFC 9457), in the caller's language."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from grader.errors import CannotWrite, Fault, GraderError, Refused, where
from grader.language import built_in
from grader.model import Text
from grader.report import clean
from grader.service.blobs import BlobsAway
from grader.service.database import GONE
from grader.service.spoken import DEFAULT, spoken

_LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
STATUS = {
    "invalid": 422,
    "unauthenticated": 401,
    "launch": 401,
    "forbidden": 403,
    "not_found": 404,
    "method": 405,
    "slow": 408,
    "key_used": 409,
    "not_graded": 409,
    "too_large": 413,
    "empty": 422,
    "unreadable": 422,
    "not_filled": 422,
    "too_many": 429,
    "fault": 500,
    "unavailable": 503,
    "no_room": 507,
}
"""Kind of problem -> HTTP status; `service.kind.<kind>` is its title in each language."""
_RETRY = 2
"""Seconds after which a service that is not ready may be."""
_BY_STATUS = {404: "not_found", 405: "method", 401: "unauthenticated", 403: "forbidden"}


def problem(request: Request, kind: str, text: Text, *, retry_after: int | None = None) -> Response:
    """Return the response of a problem: its kind, and what there is to say of it here."""
    language = spoken(request.headers.get("accept-language")) or DEFAULT
    catalogue = built_in(language)
    headers = {"content-language": language}
    if retry_after is not None:
        headers["retry-after"] = str(retry_after)
    if kind == "unauthenticated":
        headers["www-authenticate"] = "Bearer"
    document = {
        "type": f"/problems/{kind}",
        "title": catalogue.word(f"service.kind.{kind}"),
        "status": STATUS[kind],
        "detail": clean.line(catalogue.say(text)),
    }
    return JSONResponse(document, STATUS[kind], headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Have an app answer every exception with a problem."""
    app.add_exception_handler(GraderError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(ClientDisconnect, _of_disconnect)
    for gone in GONE:
        app.add_exception_handler(gone, _of_database)
    app.add_exception_handler(Exception, _of_anything)


def said_of(error: GraderError) -> tuple[str, Text, int | None]:
    """Return the kind of an error of ours, what there is to say of it, and when to ask again (s).

    What is not the caller's doing is written to the log, and not told to them.
    """
    if isinstance(error, Refused):
        return error.kind, error.text, error.retry_after
    if isinstance(error, CannotWrite):
        _LOG.error("%s", error)
        return "no_room", Text("service.no_room"), 60
    if isinstance(error, BlobsAway):
        _LOG.error("%s", error)
        return "unavailable", Text("service.unavailable"), error.retry_after
    if isinstance(error, Fault):
        _LOG.error("%s", error)
        return "fault", Text("service.fault"), None
    _LOG.error("%s: %s", type(error).__name__, error)  # the course's files, mostly
    return "unavailable", Text("service.broken"), 60


async def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, GraderError)  # noqa: S101 - as it was installed
    kind, text, retry_after = said_of(error)
    return problem(request, kind, text, retry_after=retry_after)


async def _of_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as it was installed
    places = [".".join(map(str, one["loc"])) for one in error.errors()]
    values: dict[str, str | int | float | Text] = {"where": ", ".join(dict.fromkeys(places))[:300]}
    return problem(request, "invalid", Text("service.invalid", values))


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as it was installed
    kind = _BY_STATUS.get(error.status_code)
    if kind == "not_found":
        return problem(request, kind, Text("service.no_page"))
    if kind == "method":
        answer = problem(request, kind, Text("service.method"))
        answer.headers.update(error.headers or {})  # what it allows
        return answer
    values: dict[str, str | int | float | Text] = {"where": HTTPStatus(error.status_code).phrase}
    return problem(request, kind or "invalid", Text("service.invalid", values))


async def _of_disconnect(request: Request, _error: Exception) -> Response:
    return problem(request, "slow", Text("service.slow"))  # nobody is there to read it


async def _of_database(request: Request, error: Exception) -> Response:
    _LOG.warning("the database is away: %s", type(error).__name__)
    return problem(request, "unavailable", Text("service.unavailable"), retry_after=_RETRY)


async def _of_anything(request: Request, error: Exception) -> Response:
    _LOG.error("a fault of ours: %s", where(error))
    return problem(request, "fault", Text("service.fault"))
