"""How a page is made: templates, words in the reader's language, headers that every page has."""

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from grader import __version__
from grader.language import built_in
from grader.report.html import words
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
    catalogue = built_in(language)
    given = {
        "language": language,
        "words": words(language),
        "say": catalogue.say,
        "count": catalogue.count,
        "points": catalogue.points,
        "version": __version__,
        "caller": None,
        "csrf": "",
        **(values or {}),
    }
    return _environment().get_template(f"{template}.html.j2").render(given)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("grader.service.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = lambda at: at.strftime("%Y-%m-%d %H:%M UTC")
    return made


@cache
def static() -> dict[str, tuple[bytes, str]]:
    """Return what pages ask for: name to content and media type. The reports' style comes first."""
    reports = resources.files("grader.report") / "templates" / "page.css"
    own = resources.files("grader.service.pages") / "static"
    style = reports.read_bytes() + (own / "pages.css").read_bytes()
    scripts = {
        name: ((own / name).read_bytes(), "text/javascript")
        for name in ("htmx.min.js", "htmx-sse.min.js")
    }
    return {"pages.css": (style, "text/css"), **scripts}
