"""Our pages within a platform's: what they may load, who may show them, and their words."""

import logging
from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import ClientDisconnect

from grader.errors import GraderError, where
from grader.language import built_in
from grader.model import Text
from grader.report import clean
from grader.report.html import words
from grader.service.database import GONE
from grader.service.problems import STATUS, said_of
from grader.service.spoken import DEFAULT, spoken

_LOG = logging.getLogger(__name__)
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'"
)
HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",  # addresses hold the session's secret
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
ANYBODY = ("*",)
"""Who may show a page on which nobody can do anything."""


def page(
    name: str, language: str, origins: Sequence[str], *, status: int = 200,
    posts_to: Sequence[str] = (), **values: Any,
) -> Response:  # fmt: skip
    """Return a page of ours; `origins` may frame it, its forms go to us and `posts_to`."""
    catalogue = built_in(language)
    html = (
        _environment()
        .get_template(f"{name}.html.j2")
        .render(
            language=language,
            words=words(language),
            say=catalogue.say,
            count=catalogue.count,
            points=catalogue.points,
            **values,
        )
    )
    targets = " ".join(["'self'", *posts_to])
    policy = f"{_POLICY}; form-action {targets}; frame-ancestors {' '.join(origins)}"
    headers = {**HEADERS, "content-security-policy": policy, "content-language": language}
    return HTMLResponse(html, status, headers)


def refusal(kind: str, text: Text, language: str) -> Response:
    """Return the page of what was not granted: a title, and what to do."""
    catalogue = built_in(language)
    return page(
        "refused", language, ANYBODY, status=STATUS[kind],
        title=catalogue.word(f"service.kind.{kind}"), sentence=clean.line(catalogue.say(text)),
    )  # fmt: skip


class PageRoute(APIRoute):
    """A route whose errors are pages, in the reader's language."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers; nothing of an error but its sentence leaves it."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except GraderError as error:
                kind, text, _ = said_of(error)
            except ClientDisconnect:
                kind, text = "slow", Text("service.slow")
            except GONE as error:
                _LOG.warning("the database is away: %s", type(error).__name__)
                kind, text = "unavailable", Text("service.unavailable")
            except Exception as error:
                _LOG.error("a fault of ours: %s", where(error))
                kind, text = "fault", Text("service.fault")
            return refusal(kind, text, spoken(request.headers.get("accept-language")) or DEFAULT)

        return answered


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("grader.service.lti", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def static(name: str) -> bytes:
    """Return a style sheet or script of ours; the pages' style goes on from the reports'."""
    own = (files("grader.service.lti") / "static" / name).read_bytes()
    if not name.endswith(".css"):
        return own
    return (files("grader.report") / "templates" / "page.css").read_bytes() + own
