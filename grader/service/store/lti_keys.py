"""Our own key pairs: which one signs, and which are published."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, text

from grader.frozen import frozen
from grader.service.schema.lti import KEY

_LOCK = 0x6772616465720002
PUBLISHED_BEFORE = timedelta(days=2)
"""A new key is published for so long before it signs: platforms keep what they have read."""
SIGNS = timedelta(days=90)
"""After so long there is to be a new one."""
_PUBLISHED = SIGNS + 2 * PUBLISHED_BEFORE


@frozen
class Key:
    """A key pair."""

    id: str
    private_pem: str


def current_keys(connection: Connection, draw: Callable[[], Key]) -> Sequence[Key]:
    """Return the keys that are published, the one that signs first; one is drawn where it is time.

    `draw` makes a key pair.
    """
    found = _published(connection)
    if not found or _age(connection, found[0]) > SIGNS:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = _published(connection)  # somebody else may have drawn one meanwhile
        if not found or _age(connection, found[0]) > SIGNS:
            new = draw()
            connection.execute(insert(KEY).values(id=new.id, private_pem=new.private_pem))
            found = _published(connection)
    ready = [one for one in found if _age(connection, one) >= PUBLISHED_BEFORE]
    signing = ready[0] if ready else found[-1]
    others = [one for one in found if one is not signing]
    return [Key(key, pem) for key, pem, _ in (signing, *others)]


def _published(connection: Connection) -> list[tuple[str, str, datetime]]:
    """Return the keys that are not too old, the newest first."""
    statement = (
        select(KEY.c.id, KEY.c.private_pem, KEY.c.created_at)
        .where(KEY.c.created_at > func.now() - _PUBLISHED)
        .order_by(KEY.c.created_at.desc())
    )
    return [(key, pem, since) for key, pem, since in connection.execute(statement)]


def _age(connection: Connection, key: tuple[str, str, datetime]) -> timedelta:
    now: datetime = connection.execute(select(func.now())).scalar_one()
    return now - key[2]
