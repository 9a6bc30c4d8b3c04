"""What Prometheus may read: counts and times, nobody's name and nobody's work."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import Engine

from grader.service.database import transaction
from grader.service.store.runs import count_runs

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The metrics of one web process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.accepted = Counter(
            "grader_submissions_accepted", "Submissions acknowledged.", registry=self.registry
        )
        self.requests = Counter(
            "grader_requests", "Requests answered.", ["method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "grader_request_seconds", "Seconds until an answer.", ["method"],
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self._runs = Gauge(
            "grader_runs_open", "Runs queued and being graded.", ["state"], registry=self.registry
        )

    def written(self, engine: Engine) -> bytes:
        """Return everything as Prometheus reads it; what is queued is counted now."""
        with transaction(engine) as connection:
            counts = count_runs(connection)
        for state in ("queued", "grading"):
            self._runs.labels(state).set(counts.get(state, 0))
        return generate_latest(self.registry)
