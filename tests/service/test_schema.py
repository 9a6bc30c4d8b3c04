"""Migrations bring a database to exactly the tables that the code knows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from running_service import database_of
from sqlalchemy import Engine, text

from grader.errors import UserError
from grader.service.database import engine_of
from grader.service.schema.migrate import migrate
from grader.service.schema.tables import METADATA


@pytest.fixture
def empty(server_url: str) -> Iterator[Engine]:
    with database_of(server_url, "empty") as url:
        engine = engine_of(url, connections=4)
        yield engine
        engine.dispose()


def test_migrations_make_the_tables_that_the_code_knows(empty: Engine) -> None:
    migrate(empty)
    migrate(empty)  # nothing to do
    with empty.connect() as connection:
        different = compare_metadata(MigrationContext.configure(connection), METADATA)
    assert [one for one in different if "procrastinate" not in str(one)] == []


def test_processes_that_start_at_once_migrate_once(empty: Engine) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _n: migrate(empty), range(4)))
    with empty.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1


def test_a_database_of_a_later_version_is_not_written_to(empty: Engine) -> None:
    migrate(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UserError, match="9999"):
        migrate(empty)


def test_a_migration_of_the_queue_that_is_not_noted_is_applied(empty: Engine) -> None:
    migrate(empty)
    last = "SELECT max(name) FROM queue_migration"
    with empty.begin() as connection:
        name = connection.scalar(text(last))
        connection.execute(text("DELETE FROM queue_migration WHERE name = :name"), {"name": name})
    migrate(empty)
    with empty.connect() as connection:
        assert connection.scalar(text(last)) == name


@pytest.mark.parametrize("url", ["", "nothing", "sqlite:///file", "mysql://host/name"])
def test_a_database_that_is_not_postgresql_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="postgresql://"):
        engine_of(url)
