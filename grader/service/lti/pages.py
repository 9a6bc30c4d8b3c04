"""Our pages within a platform's: what they may load, who may show them, and their words."""

import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from grader.errors import GraderError, where
from grader.language import built_in
from grader.model import Text
from grader.report import clean
from grader.service.database import GONE
from grader.service.drawing import draw
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
    html = draw("grader.service.lti", name, language, values)
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
