"""Bring a database to today's tables: our own migrations, and those of the queue."""

from importlib.resources import files
from pathlib import Path

import procrastinate
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from grader.model import Text
from grader.service.database import raw
from grader.service.refusal import not_served

_LOCK = 0x6772616465720001
"""Whoever migrates holds this lock: a web process and ten workers may start at once."""


def migrate(engine: Engine) -> None:
    """Apply what is lacking, all of it or nothing. Raises UserError for a newer database."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _refuse_newer(connection)
        command.upgrade(configuration(connection), "head")
        migrate_queue(connection)


def configuration(connection: Connection) -> Config:
    """Return what Alembic is told: where the migrations are, and the connection to use."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def known_revisions() -> frozenset[str]:
    """Return every state of the tables that this version can bring up to date."""
    versions = (Path(__file__).parent / "versions").glob("*.py")
    return frozenset(path.stem.partition("_")[0] for path in versions)


def revision(connection: Connection) -> str:
    """Return the state of the tables that a database has. Raises UserError where it has none."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        raise not_served(Text("serve.no_tables"))
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _refuse_newer(connection: Connection) -> None:
    """Refuse what a later version has migrated: this one would write it wrongly."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return
    found = revision(connection)
    if found not in known_revisions():
        raise not_served(Text("serve.later_schema", {"schema": str(found)}))


def migrate_queue(connection: Connection) -> None:
    """Make Procrastinate's tables, or apply those of its migrations that are not noted yet.

    It ships its whole schema for new databases and a file for each change; which of these were
    applied it leaves to others to know.
    """
    shipped = files(procrastinate) / "sql"
    changes = sorted(
        entry.name for entry in (shipped / "migrations").iterdir() if entry.name.endswith(".sql")
    )
    noted = set(connection.scalars(text("SELECT name FROM queue_migration")))
    if noted:
        for name in changes:
            if name not in noted:
                _execute(connection, (shipped / "migrations" / name).read_text("utf-8"))
    else:
        _execute(connection, (shipped / "schema.sql").read_text("utf-8"))
    for name in changes:
        if name not in noted:
            connection.execute(text("INSERT INTO queue_migration VALUES (:name)"), {"name": name})


def _execute(connection: Connection, statements: str) -> None:
    raw(connection).execute(statements.encode())  # as they are: a % is no parameter
