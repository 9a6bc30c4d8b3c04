"""Platforms: the LMSes that may launch us, and the invitations by which one registers itself."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from grader.frozen import frozen
from grader.service.schema.lti import INVITATION, PLATFORM


@frozen
class Platform:
    """What is known of a platform. Addresses are URLs."""

    name: str
    """Ours for it; before every learner's id."""
    issuer: str
    client_id: str
    """Ours on that platform."""
    deployments: tuple[str, ...]
    auth_url: str
    """Where logins go on."""
    token_url: str
    jwks_url: str
    audience: str = ""
    """For whom requests for access tokens are signed; empty for the token's URL."""
    id: UUID | None = None
    """None until it is kept."""

    def learner(self, subject: str) -> str:
        """Return the id that a person of this platform goes by."""
        return f"{self.name}:{subject}"


_COLUMNS = (
    PLATFORM.c.name, PLATFORM.c.issuer, PLATFORM.c.client_id, PLATFORM.c.deployments,
    PLATFORM.c.auth_url, PLATFORM.c.token_url, PLATFORM.c.jwks_url, PLATFORM.c.audience,
    PLATFORM.c.id,
)  # fmt: skip


def keep_platform(connection: Connection, platform: Platform) -> UUID | None:
    """Keep a platform, or what is new of one of the same name, and return its id.

    None where its name is another's (it may be one that was removed), or its issuer and client are.
    """
    values = {
        "issuer": platform.issuer, "client_id": platform.client_id,
        "deployments": list(platform.deployments), "auth_url": platform.auth_url,
        "token_url": platform.token_url, "jwks_url": platform.jwks_url,
        "audience": platform.audience,
    }  # fmt: skip
    columns = PLATFORM.c
    same = (columns.issuer == platform.issuer) & (columns.client_id == platform.client_id)
    rows = connection.execute(
        select(columns.id, columns.name, columns.issuer, columns.removed_at)
        .where((columns.name == platform.name) | (same & columns.removed_at.is_(None)))
        .with_for_update()
    ).all()
    if not rows:
        kept = uuid4()
        connection.execute(insert(PLATFORM).values(id=kept, name=platform.name, **values))
        return kept
    if len(rows) > 1:
        return None
    (row,) = rows
    if row.name != platform.name or row.issuer != platform.issuer or row.removed_at is not None:
        return None
    connection.execute(update(PLATFORM).where(columns.id == row.id).values(values))
    found: UUID = row.id
    return found


def find_platform(connection: Connection, platform: UUID) -> Platform | None:
    """Return a platform that is in force."""
    row = connection.execute(
        select(*_COLUMNS).where(PLATFORM.c.id == platform, PLATFORM.c.removed_at.is_(None))
    ).one_or_none()
    return _of(*row) if row is not None else None


def platforms_of(connection: Connection, issuer: str, client_id: str) -> Sequence[Platform]:
    """Return an issuer's platforms; those of one client where that is named."""
    statement = select(*_COLUMNS).where(
        PLATFORM.c.issuer == issuer, PLATFORM.c.removed_at.is_(None)
    )
    if client_id:
        statement = statement.where(PLATFORM.c.client_id == client_id)
    return [_of(*row) for row in connection.execute(statement.order_by(PLATFORM.c.name).limit(2))]


def list_platforms(connection: Connection) -> Sequence[Platform]:
    """Return the platforms in force, by name."""
    statement = select(*_COLUMNS).where(PLATFORM.c.removed_at.is_(None)).order_by(PLATFORM.c.name)
    return [_of(*row) for row in connection.execute(statement)]


def remove_platform(connection: Connection, name: str) -> bool:
    """Let nobody in from there any more; False where there is none of this name."""
    done = connection.execute(
        update(PLATFORM)
        .where(PLATFORM.c.name == name, PLATFORM.c.removed_at.is_(None))
        .values(removed_at=func.now())
    )
    return done.rowcount == 1


def keep_invitation(
    connection: Connection, secret_sha256: bytes, name: str, until: datetime
) -> None:
    """Let whoever has the secret register a platform of this name, once."""
    connection.execute(
        insert(INVITATION).values(secret_sha256=secret_sha256, name=name, expires_at=until)
    )


def pop_invitation(connection: Connection, secret_sha256: bytes) -> str | None:
    """Use an invitation up, and return the name that it is for; None for one that is not good."""
    name: str | None = connection.scalar(
        delete(INVITATION)
        .where(INVITATION.c.secret_sha256 == secret_sha256, INVITATION.c.expires_at > func.now())
        .returning(INVITATION.c.name)
    )
    return name


def _of(
    name: str, issuer: str, client_id: str, deployments: list[str],
    auth_url: str, token_url: str, jwks_url: str, audience: str, platform: UUID,
) -> Platform:  # fmt: skip
    return Platform(
        name, issuer, client_id, tuple(deployments), auth_url, token_url, jwks_url, audience,
        platform,
    )  # fmt: skip
