"""Count every answer, and how long it took to begin."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader.service.metrics import Metrics

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
"""Counted by their names; a caller may make up others, and each would be kept for ever."""


class Counting:
    """Passes requests on, and counts what comes back."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        method = scope["method"] if scope["method"] in _METHODS else "other"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.requests.labels(method, message["status"]).inc()
                self._metrics.seconds.labels(method).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, counted)
