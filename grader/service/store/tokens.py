"""Tokens: who may ask for what. The secret itself is kept by nobody."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from grader.frozen import frozen
from grader.service.schema.tables import TOKEN


@frozen
class Token:
    """What is known of a token."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    student: str | None = None
    """Whose alone it is."""
    assignments: tuple[str, ...] | None = None
    """Those that it is good for; None for all."""
    created_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


_COLUMNS = (
    TOKEN.c.id, TOKEN.c.name, TOKEN.c.scopes, TOKEN.c.student, TOKEN.c.assignments,
    TOKEN.c.created_at, TOKEN.c.expires_at, TOKEN.c.revoked_at,
)  # fmt: skip


def keep_token(connection: Connection, token: Token, secret_sha256: bytes) -> None:
    """Keep a new token by the digest of its secret."""
    connection.execute(
        insert(TOKEN).values(
            id=token.id, name=token.name, secret_sha256=secret_sha256, scopes=list(token.scopes),
            student=token.student, expires_at=token.expires_at,
            assignments=None if token.assignments is None else list(token.assignments),
        )
    )  # fmt: skip


def find_token(connection: Connection, secret_sha256: bytes) -> Token | None:
    """Return the token of a secret that is still good."""
    good = TOKEN.c.revoked_at.is_(None) & (
        TOKEN.c.expires_at.is_(None) | (TOKEN.c.expires_at > func.now())
    )
    row = connection.execute(
        select(*_COLUMNS).where(TOKEN.c.secret_sha256 == secret_sha256, good)
    ).one_or_none()
    return _of(*row) if row is not None else None


def list_tokens(connection: Connection) -> Sequence[Token]:
    """Return every token, the newest first, revoked ones too."""
    return [_of(*row) for row in connection.execute(select(*_COLUMNS).order_by(TOKEN.c.created_at))]


def revoke_token(connection: Connection, token: UUID) -> bool:
    """Make a token good for nothing from now on; False where there is none of this id."""
    done = connection.execute(
        update(TOKEN)
        .where(TOKEN.c.id == token)
        .values(revoked_at=func.coalesce(TOKEN.c.revoked_at, func.now()))
    )
    return done.rowcount == 1


def _of(
    token: UUID, name: str, scopes: list[str], student: str | None, assignments: list[str] | None,
    created_at: datetime, expires_at: datetime | None, revoked_at: datetime | None,
) -> Token:  # fmt: skip
    return Token(
        token, name, tuple(scopes), student, None if assignments is None else tuple(assignments),
        created_at, expires_at, revoked_at,
    )  # fmt: skip
