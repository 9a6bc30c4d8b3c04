"""Purge: hand-ins that are older than they are kept for, and who they were of.

Rows go in one transaction, then the notebooks that no row names any more. One that was kept within
a day is left: its row may be on the way.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from grader.frozen import frozen
from grader.model import Text
from grader.service.blobs import Blobs
from grader.service.database import transaction
from grader.service.refusal import not_served
from grader.service.removal import removing
from grader.service.store import audit, forget
from grader.service.store.submissions import notebooks

_ON_THE_WAY = 86_400.0
"""Seconds within which a notebook's row follows it."""
_TRIES = 5
_CHANGED_MEANWHILE = "40001"
"""SQLSTATE of a row that somebody else has changed since this transaction began."""
_STEPS: tuple[tuple[str, Callable[[Connection, datetime], int]], ...] = (
    ("submissions", forget.forget_submissions),
    ("decisions", forget.forget_decisions),
    ("people of rosters", forget.forget_rosters),
    ("launches", forget.forget_launches),
    ("tokens of students", forget.forget_tokens),
    ("entries of the audit log made anonymous", forget.forget_in_audit),
)


@frozen
class Purged:
    """What was removed, or would be."""

    before: datetime
    """What came before this moment."""
    rows: tuple[tuple[str, int], ...]
    """What, and how many."""
    waiting: int
    """Old submissions that stay because they are not graded yet."""
    notebooks: int


def purge(
    engine: Engine, blobs: Blobs, age: timedelta, actor: str, *, dry_run: bool = False
) -> Purged:
    """Remove what is older than `age`, a day at least; with `dry_run` only tell.

    Raises UserError while a backup is made, and where the service is too busy.
    """
    with removing(engine):
        blobs.restore_removed()
        before, rows, waiting, named = _forgotten(engine, age, actor, dry_run=dry_run)
        until = time.time() - _ON_THE_WAY
        unnamed = [digest for digest in blobs.kept_before(until) if digest not in named]
        if dry_run:
            return Purged(before, rows, waiting, len(unnamed))
        removed = sum(blobs.remove(digest, until) for digest in unnamed)
        with transaction(engine) as connection:
            audit.note(connection, actor, "purge.notebooks", before.isoformat(), removed=removed)
    return Purged(before, rows, waiting, removed)


def _forgotten(
    engine: Engine, age: timedelta, actor: str, *, dry_run: bool
) -> tuple[datetime, tuple[tuple[str, int], ...], int, frozenset[str]]:
    """Forget in one transaction, again where somebody was in the way; tell what is named still."""
    for _try in range(_TRIES):
        try:
            return _forget(engine, age, actor, dry_run=dry_run)
        except IntegrityError:  # one of them is graded again
            continue
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _CHANGED_MEANWHILE:
                raise
    raise not_served(Text("purge.busy"))


def _forget(
    engine: Engine, age: timedelta, actor: str, *, dry_run: bool
) -> tuple[datetime, tuple[tuple[str, int], ...], int, frozenset[str]]:
    steady = engine.execution_options(isolation_level="REPEATABLE READ")
    with steady.connect() as connection, connection.begin() as begun:
        before = connection.scalars(select(func.now() - age)).one()
        waiting = forget.count_waiting(connection, before)
        rows = tuple((what, step(connection, before)) for what, step in _STEPS)
        named = frozenset(notebooks(connection))
        audit.note(connection, actor, "purge.done", before.isoformat(), **dict(rows))
        if dry_run:
            begun.rollback()
    return before, rows, waiting, named
