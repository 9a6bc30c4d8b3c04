"""The audit log: who did what, in the order of time; the database refuses to change it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from grader.frozen import frozen
from grader.service.schema.tables import AUDIT

SERVICE = "service"
"""The actor where nobody asked: a worker, a sweep."""


@frozen
class Entry:
    """One thing that was done."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


def note(
    connection: Connection, actor: str, action: str, subject: str, **details: str | float | None
) -> None:
    """Add an entry; it is there if the transaction commits."""
    connection.execute(
        insert(AUDIT).values(actor=actor, action=action, subject=subject, details=details)
    )


def entries(connection: Connection, limit: int, before: int | None = None) -> Sequence[Entry]:
    """Return entries, the newest first."""
    statement = select(
        AUDIT.c.id, AUDIT.c.at, AUDIT.c.actor, AUDIT.c.action, AUDIT.c.subject, AUDIT.c.details
    ).order_by(AUDIT.c.id.desc())
    if before is not None:
        statement = statement.where(AUDIT.c.id < before)
    return [Entry(*row) for row in connection.execute(statement.limit(limit))]
