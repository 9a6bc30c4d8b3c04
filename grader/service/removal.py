"""Backups and purges take turns: what a backup has seen named is there until it is copied."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from grader.model import Text
from grader.service.refusal import not_served

_LOCK = 0x6772616465720002


@contextmanager
def kept_whole(engine: Engine) -> Iterator[None]:
    """Let nobody remove anything meanwhile; raise UserError where somebody does."""
    with _locked(engine, "_shared", Text("backup.purging")):
        yield


@contextmanager
def removing(engine: Engine) -> Iterator[None]:
    """Be the only one who removes; raise UserError where a backup or a purge is under way."""
    with _locked(engine, "", Text("backup.backing_up")):
        yield


@contextmanager
def _locked(engine: Engine, kind: str, otherwise: Text) -> Iterator[None]:
    """Hold the lock for as long as a connection of its own lasts."""
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        got = text(f"SELECT pg_try_advisory_lock{kind}(:lock)")  # one of two names
        if not connection.scalar(got, {"lock": _LOCK}):
            raise not_served(otherwise)
        try:
            yield
        finally:
            undone = text(f"SELECT pg_advisory_unlock{kind}(:lock)")
            connection.execute(undone, {"lock": _LOCK})
