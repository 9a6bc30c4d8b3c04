"""What the web side of a service is made of, put together in this one place."""

from dataclasses import dataclass, field

from sqlalchemy import Engine

from grader.service.auth.rate import Rates
from grader.service.blob_store import blobs_at
from grader.service.blobs import Blobs
from grader.service.course import Course
from grader.service.database import engine_of
from grader.service.lti.key_sets import KeySets
from grader.service.lti.members import Members
from grader.service.metrics import Metrics
from grader.service.procrastinated import ProcrastinateQueue
from grader.service.queue import Queue
from grader.service.remembered import Remembered
from grader.service.settings import Settings
from grader.service.spans import NoSpans, Spans

_FAILURES = 60
"""Wrong tokens of one address in a minute."""
_REQUESTS = 3000
"""Requests of one token in a minute."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service: where everything is, and how often somebody may ask."""

    settings: Settings
    engine: Engine
    queue: Queue
    blobs: Blobs
    course: Course
    uploads: Rates
    """Of a student."""
    requests: Rates = field(default_factory=lambda: Rates(_REQUESTS))
    failures: Rates = field(default_factory=lambda: Rates(_FAILURES))
    metrics: Metrics = field(default_factory=Metrics)
    key_sets: KeySets = field(default_factory=KeySets)
    """Of LTI platforms."""
    members: Members = field(default_factory=Members)
    """Of the courses of these."""
    spans: Spans = field(default_factory=NoSpans)
    remembered: Remembered = field(default_factory=Remembered)
    """Pages of whole classes."""


def service_of(settings: Settings, spans: Spans | None = None) -> Service:
    """Return the service that these settings name. Raises UserError."""
    return Service(
        settings,
        engine_of(settings.database, connections=20, ping=False),  # each request reads first
        ProcrastinateQueue(),
        blobs_at(settings.kept_at),
        Course(settings.course),
        Rates(settings.uploads_per_minute),
        spans=spans or NoSpans(),
    )
