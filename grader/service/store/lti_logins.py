"""Logins under way: one row from the login to the launch, good once and not for long."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert

from grader.frozen import frozen
from grader.service.schema.lti import LOGIN

LIFE = timedelta(minutes=10)
"""From the login to the launch: the platform may ask for a password between them."""


@frozen
class Login:
    """A login that was begun."""

    nonce: str
    platform: UUID


def keep_login(connection: Connection, state_sha256: bytes, login: Login) -> None:
    """Keep a login that begins; those that were never ended go."""
    connection.execute(delete(LOGIN).where(LOGIN.c.expires_at < func.now()))
    connection.execute(
        insert(LOGIN).values(
            state_sha256=state_sha256, nonce=login.nonce, platform_id=login.platform,
            expires_at=func.now() + LIFE,
        )
    )  # fmt: skip


def pop_login(connection: Connection, state_sha256: bytes) -> Login | None:
    """Use a login up, and return it, to one caller only; None where it is not there any more."""
    row = connection.execute(
        delete(LOGIN)
        .where(LOGIN.c.state_sha256 == state_sha256, LOGIN.c.expires_at > func.now())
        .returning(LOGIN.c.nonce, LOGIN.c.platform_id)
    ).one_or_none()
    return Login(*row) if row is not None else None
