"""A service in this process: its app with a client, and a worker that works when told to."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import NullPool, create_engine, make_url, select, text

from grader.service.app import create_app
from grader.service.auth.secret import SCOPES, create_token
from grader.service.database import transaction
from grader.service.schema.tables import RUN
from grader.service.service import Service
from grader.service.sessions import Sessions
from grader.service.telling import Telling
from grader.service.work import Grading

GOOD = notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER)
HALF = notebook_bytes(GOOD_DOUBLE)
UPLOADS = "/api/v1/assignments/double/submissions"


@contextmanager
def database_of(server: str, name: str, template: str | None = None) -> Iterator[str]:
    """Make a database on a server, empty or as another is; drop it at the end."""
    name = f"grader_test_{name}_{secrets.token_hex(4)}"
    admin = create_engine(
        make_url(server).set(drivername="postgresql+psycopg", database="postgres"),
        isolation_level="AUTOCOMMIT", poolclass=NullPool,
    )  # fmt: skip
    copied = "" if template is None else f" TEMPLATE {make_url(template).database}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}{copied}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def token_for(service: Service, *scopes: str, **only: Any) -> dict[str, str]:
    """Return the header of a new token; good for everything unless scopes are named."""
    with transaction(service.engine) as connection:
        _, secret = create_token(connection, "test", "test", scopes or SCOPES, **only)
    return {"Authorization": f"Bearer {secret}"}


@dataclass
class Running:
    """A service that is asked over HTTP, as far as an app without a socket can be."""

    service: Service
    client: TestClient
    grading: Grading
    telling: Telling
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def of(cls, service: Service, sessions: Sessions) -> Iterator["Running"]:
        """Put a service together; its client's own token may do everything."""
        grading = Grading(service.engine, service.queue, service.blobs, sessions)
        telling = Telling(service.engine, service.blobs, sessions)
        with TestClient(create_app(service), raise_server_exceptions=False) as client:
            yield cls(service, client, grading, telling, token_for(service))

    def upload(self, content: bytes = GOOD, **options: Any) -> Response:
        """Hand a notebook in; `ana`'s unless another student is named."""
        options.setdefault("params", {"student": "ana", "name": "work.ipynb"})
        options["headers"] = {**self.headers, **options.get("headers", {})}
        return self.client.post(options.pop("url", UPLOADS), content=content, **options)

    def get(self, url: str, **options: Any) -> Response:
        """Ask for something."""
        return self.client.get(
            url, headers={**self.headers, **options.pop("headers", {})}, **options
        )

    def work(self) -> int:
        """Grade what is queued, one run after the other; return how many there were."""
        waiting = self.waiting()
        for run in waiting:
            self.grading.grade(run)
        return len(waiting)

    def tell(self) -> int:
        """Do what workers do when nothing is queued; return how many grades there were."""
        untold = self.untold()
        for grade in untold:
            self.telling.tell(grade)
        return len(untold)

    def untold(self) -> Sequence[str]:
        """Return the ids of the grades that are to be told in more languages."""
        jobs = text(
            "SELECT args->>'subject' FROM procrastinate_jobs"
            " WHERE task_name = 'telling' ORDER BY id"
        )
        with transaction(self.service.engine) as connection:
            return list(connection.scalars(jobs))

    def waiting(self) -> Sequence[str]:
        """Return the ids of the runs that are not ended."""
        with transaction(self.service.engine) as connection:
            found = select(RUN.c.id).where(RUN.c.finished_at.is_(None)).order_by(RUN.c.number)
            return [str(run) for run in connection.scalars(found)]


def say_otherwise(course: Path) -> None:
    """Change the course's assignment, in a way that changes no points."""
    file = course / "assignments" / "double" / "assignment.toml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n# said otherwise\n", encoding="utf-8")
