"""Spans tell how long an upload and a grade took, where somebody asks, and name nobody."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import httpx2 as httpx
import pytest
from course_fixture import COURSE
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from running_service import GOOD, Running
from served import served
from until import until

from grader.sandbox import policy
from grader.service.service import Service
from grader.service.sessions import Sessions
from grader.service.spans import NoSpans
from grader.service.telemetry import ENDPOINTS, OtelSpans, spans_of
from grader.service.work import Grading

NAME = "zuleika-7781"
STEPS = (b"request", b"accept", b"grade", b"finish")


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traced(
    service: Service, sessions: Sessions, exporter: InMemorySpanExporter
) -> Iterator[Running]:
    """Give a service whose web side and worker tell this exporter."""
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    spans = OtelSpans(provider)
    told = replace(service, spans=spans)
    with Running.of(told, sessions) as running:
        running.grading = Grading(
            told.engine, told.queue, told.blobs, sessions, spans=spans
        )  # fmt: skip
        yield running
    provider.shutdown()


def called(exporter: InMemorySpanExporter, name: str) -> ReadableSpan:
    [found] = [span for span in exporter.get_finished_spans() if span.name == name]
    return found


def test_an_upload_and_its_grade_are_spans_of_one_submission(
    traced: Running, exporter: InMemorySpanExporter
) -> None:
    answer = traced.upload(params={"student": NAME, "name": f"{NAME}.ipynb"})
    submission = answer.json()["id"]
    request, accept = called(exporter, "request"), called(exporter, "accept")
    assert accept.parent is not None and request.context is not None
    assert accept.parent.span_id == request.context.span_id
    assert dict(request.attributes or {}) == {
        "grader.method": "POST", "grader.status": 202,
        "grader.route": "/assignments/{slug}/submissions",
    }  # fmt: skip
    assert dict(accept.attributes or {}) == {
        "grader.assignment": "double", "grader.bytes": len(GOOD), "grader.submission": submission,
    }  # fmt: skip
    exporter.clear()
    assert traced.work() == 1
    for name in ("grade", "finish"):
        span = called(exporter, name)
        assert (span.attributes or {})["grader.submission"] == submission
        assert span.end_time is not None and span.start_time is not None
        assert span.end_time > span.start_time
    assert (called(exporter, "grade").attributes or {})["grader.status"] == "graded"


def test_no_span_names_anybody_whatever_was_asked(
    traced: Running, exporter: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced.upload(params={"student": NAME, "name": f"{NAME}.ipynb"})
    traced.upload(b"no notebook", params={"student": NAME})
    traced.get(f"/{NAME}", params={"q": NAME})
    traced.work()

    def fails(*_given: object, **_named: object) -> None:
        raise RuntimeError(f"about {NAME}")

    monkeypatch.setattr("grader.service.api.uploads.accept", fails)
    assert traced.upload(params={"student": NAME}).status_code == 500
    spans = exporter.get_finished_spans()
    assert len(spans) >= 8
    assert not any(NAME in span.to_json() for span in spans)
    failed = [span for span in spans if not span.status.is_unset]
    assert [(span.attributes or {})["grader.status"] for span in failed] == [500]


def test_nothing_is_told_unless_somebody_asks(running: Running) -> None:
    assert isinstance(spans_of("web", {}), NoSpans)
    assert isinstance(running.service.spans, NoSpans)
    program = "import sys, grader.service.app; print('opentelemetry.sdk' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("variable", ENDPOINTS)
def test_the_environment_asks(variable: str) -> None:
    spans = spans_of("worker", {variable: "http://127.0.0.1:9"})
    assert isinstance(spans, OtelSpans)
    assert spans.provider.resource.attributes["service.name"] == "grader worker"
    spans.provider.shutdown()


class Collector(BaseHTTPRequestHandler):
    """Takes spans as a collector does, and keeps the bytes."""

    taken: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        encoding = self.headers.get("content-encoding")
        self.taken.append(gzip.decompress(body) if encoding == "gzip" else body)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.mark.thorough  # a whole service; the spans themselves are held above
@pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")
def test_a_service_sends_them_where_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv(ENDPOINTS[0], f"http://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
        try:
            with served(COURSE) as service:
                url = f"{service.address}/api/v1/assignments/double/submissions?student={NAME}"
                assert httpx.post(url, content=GOOD, headers=service.headers).status_code == 202
                until(lambda: all(name in b"".join(Collector.taken) for name in STEPS))
        finally:
            server.shutdown()
            thread.join()
    assert NAME.encode() not in b"".join(Collector.taken)
