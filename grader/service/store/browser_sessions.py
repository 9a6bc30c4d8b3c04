"""Who is signed in at which browser. The cookie's secret is kept by nobody."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from grader.service.schema.tables import BROWSER_SESSION, TOKEN
from grader.service.store.tokens import Token, find_token

LASTS = timedelta(hours=12)
"""From signing in."""


def keep_session(connection: Connection, token: UUID, secret_sha256: bytes) -> None:
    """Note that whoever has this secret has shown a token; sessions that are over are removed."""
    columns = BROWSER_SESSION.c
    connection.execute(delete(BROWSER_SESSION).where(columns.expires_at < func.now()))
    connection.execute(
        insert(BROWSER_SESSION).values(
            secret_sha256=secret_sha256, token_id=token, expires_at=func.now() + LASTS
        )
    )


def find_session(connection: Connection, secret_sha256: bytes) -> Token | None:
    """Return the token that was shown, while it and the session are good."""
    columns = BROWSER_SESSION.c
    shown = connection.scalar(
        select(TOKEN.c.secret_sha256)
        .join(BROWSER_SESSION, columns.token_id == TOKEN.c.id)
        .where(columns.secret_sha256 == secret_sha256, columns.expires_at > func.now())
    )
    return None if shown is None else find_token(connection, shown)


def end_session(connection: Connection, secret_sha256: bytes) -> None:
    """Sign out."""
    connection.execute(
        delete(BROWSER_SESSION).where(BROWSER_SESSION.c.secret_sha256 == secret_sha256)
    )
