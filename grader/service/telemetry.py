"""Spans sent by OpenTelemetry (`nngrader[otel]`), where the environment says to whom."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader import __version__
from grader.model import Text
from grader.service.refusal import not_served
from grader.service.spans import NoSpans, Spans, Value

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PREFIX = "grader."
_NEEDED = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
_FAULT = 500


class OtelSpans:
    """Spans of one provider."""

    is_on = True

    def __init__(self, provider: "TracerProvider") -> None:
        self.provider = provider
        self._tracer = provider.get_tracer("grader", __version__)

    @contextmanager
    def within(self, name: str, **attributes: Value) -> Iterator[None]:
        """Begin a span and end it; an exception's text may name somebody, and is left out."""
        with self._tracer.start_as_current_span(
            name, attributes=_named(attributes), record_exception=False,
            set_status_on_exception=False,
        ):  # fmt: skip
            yield

    def note(self, attributes: Mapping[str, Value], *, failed: bool = False) -> None:
        """Add to the current span."""
        from opentelemetry import trace

        span = trace.get_current_span()
        span.set_attributes(_named(attributes))
        if failed:
            span.set_status(trace.StatusCode.ERROR)


def spans_of(process: str, environment: Mapping[str, str] = os.environ) -> Spans:
    """Return what sends spans of a process where the environment asks for it, else nothing.

    They are sent in the background, every few seconds; a process that is killed takes some along.
    Raises UserError where it is asked for and not installed.
    """
    if not any(environment.get(name) for name in ENDPOINTS):
        return NoSpans()
    if any(find_spec(name.partition(".")[0]) is None for name in _NEEDED):
        raise not_served(Text("serve.no_telemetry", {"variable": ENDPOINTS[0]}))
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": f"grader {process}"})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return OtelSpans(provider)


class Traced:
    """Passes requests on, each within a span that knows its route, and not its address."""

    def __init__(self, app: ASGIApp, spans: Spans) -> None:
        self._app = app
        self._spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                route = getattr(scope.get("route"), "path", "")
                self._spans.note({"status": status, "route": route}, failed=status >= _FAULT)
            await send(message)

        with self._spans.within("request", method=scope["method"][:10]):
            try:
                await self._app(scope, receive, noted)
            except Exception:  # answered further out
                self._spans.note({"status": _FAULT}, failed=True)
                raise


def _named(attributes: Mapping[str, Value]) -> dict[str, Value]:
    return {f"{_PREFIX}{name}": value for name, value in attributes.items()}
