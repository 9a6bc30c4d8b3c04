"""The secret of a token: drawn, shown once, and kept as a digest."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from grader.service.store import audit
from grader.service.store.tokens import Token, keep_token

SCOPES = ("submit", "read", "manage")
"""To hand in; to see submissions and reports; to regrade, decide, and see to rosters and hooks."""
_PREFIX = "grader_"
_BYTES = 32


def create_token(
    connection: Connection,
    actor: str,
    name: str,
    scopes: Sequence[str],
    *,
    student: str | None = None,
    assignments: Sequence[str] | None = None,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """Keep a new token, and return it with its secret, which is told nowhere again."""
    secret = _PREFIX + secrets.token_urlsafe(_BYTES)
    only = None if assignments is None else tuple(assignments)
    token = Token(uuid4(), name, tuple(scopes), student, only, expires_at=expires_at)
    keep_token(connection, token, digest(secret))
    audit.note(
        connection, actor, "token.created", str(token.id),
        name=name, scopes=" ".join(scopes), student=student,
    )  # fmt: skip
    return token, secret


def digest(secret: str) -> bytes:
    """Return what is kept of a secret: it is random, so a plain SHA-256 has no way back."""
    return hashlib.sha256(secret.encode()).digest()
