"""How a page is made: its language, and the headers that every page has."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from grader import __version__
from grader.service.drawing import draw
from grader.service.spoken import DEFAULT, spoken

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "cache-control": "private, no-store",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
Values = dict[str, Any]


def language_of(request: Request) -> str:
    """Return the language that the reader's browser asks for."""
    return spoken(request.headers.get("accept-language")) or DEFAULT


def page(
    request: Request, template: str, values: Values | None = None, *, status: int = 200
) -> HTMLResponse:
    """Return a page, or a part of one, in the reader's language."""
    return HTMLResponse(render(language_of(request), template, values), status, HEADERS)


def render(language: str, template: str, values: Values | None = None) -> str:
    """Return a template's text; all that it shows is escaped."""
    given = {"version": __version__, "caller": None, "csrf": "", **(values or {})}
    return draw("grader.service.pages", template, language, given)
