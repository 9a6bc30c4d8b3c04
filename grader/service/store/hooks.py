"""Hooks: where `submission.graded` is sent, and whose signed messages are taken in."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, update

from grader.frozen import frozen
from grader.service.schema.tables import HOOK


@frozen
class Hook:
    """One hook. Its secret signs, so it is kept as it is."""

    id: UUID
    direction: str
    """out: we post to `url`; in: somebody posts to us."""
    url: str
    secret: str


def keep_hook(connection: Connection, direction: str, url: str, secret: str) -> UUID:
    """Keep a hook and return its id."""
    hook = uuid4()
    connection.execute(
        insert(HOOK).values(id=hook, direction=direction, url=url, secret=secret)
    )  # fmt: skip
    return hook


def list_hooks(connection: Connection, direction: str | None = None) -> Sequence[Hook]:
    """Return the hooks that are in force, the oldest first."""
    columns = HOOK.c
    statement = select(columns.id, columns.direction, columns.url, columns.secret).where(
        columns.revoked_at.is_(None)
    )
    if direction is not None:
        statement = statement.where(columns.direction == direction)
    return [Hook(*row) for row in connection.execute(statement.order_by(columns.created_at))]


def find_hook(connection: Connection, hook: UUID) -> Hook | None:
    """Return a hook that is in force."""
    return next((one for one in list_hooks(connection) if one.id == hook), None)


def revoke_hook(connection: Connection, hook: UUID) -> bool:
    """Send nothing there, and take nothing from there, any more; False where there is none."""
    done = connection.execute(
        update(HOOK)
        .where(HOOK.c.id == hook, HOOK.c.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )
    return done.rowcount == 1
