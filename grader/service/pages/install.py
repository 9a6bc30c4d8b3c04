"""Put the pages into an app: routes, what they are drawn with, and problems as pages."""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from grader.errors import Refused
from grader.model import Text
from grader.service import problems
from grader.service.api.asking import Slug
from grader.service.drawing import static
from grader.service.pages import (
    filling,
    following,
    glancing,
    handing_in,
    signing,
    teaching,
    tending,
)
from grader.service.pages.look import page

_DRAWN = APIRouter()
_TYPES = {
    "pages.css": "text/css",
    "htmx.min.js": "text/javascript",
    "htmx-sse.min.js": "text/javascript",
}
_API = ("/api/", "/hooks/", "/lti/")
"""Whoever asks below these is no person at a browser."""


@_DRAWN.get("/static/{name}")
def drawn(name: Slug) -> Response:
    """Give a script or the style."""
    if name not in _TYPES:
        raise HTTPException(404)
    headers = {"cache-control": "public, max-age=3600", "x-content-type-options": "nosniff"}
    content = static("grader.service.pages", name)
    return Response(content, media_type=_TYPES[name], headers=headers)


def install(app: FastAPI) -> None:
    """Add every page; they are no part of the API's description."""
    for module in (signing, handing_in, following, teaching, glancing, filling, tending):
        app.include_router(module.router, include_in_schema=False)
    app.include_router(_DRAWN, include_in_schema=False)
    app.add_exception_handler(Refused, _refused)


async def _refused(request: Request, error: Exception) -> Response:
    """Tell a person on a page, and a program as JSON; who is not signed in is led there."""
    assert isinstance(error, Refused)  # noqa: S101 - as it was installed
    if request.url.path.startswith(_API) or "text/html" not in request.headers.get("accept", ""):
        return problems.problem(request, error.kind, error.text, retry_after=error.retry_after)
    if error.kind == "unauthenticated":
        return RedirectResponse("/sign-in", 303)
    values: dict[str, Text | str] = {"kind": error.kind, "text": error.text}
    return page(request, "problem", values, status=problems.STATUS[error.kind])
