"""A database that another test used is as one that nobody used; one that is not is not lent."""

from collections.abc import Iterator

import psycopg
import pytest
from kept_databases import KeptDatabases


@pytest.fixture
def kept(server_url: str, migrated: str) -> Iterator[KeptDatabases]:
    made = KeptDatabases(server_url, migrated)
    yield made
    made.close()


def test_no_row_is_left_and_numbers_begin_again(kept: KeptDatabases) -> None:
    seen = []
    for _ in range(2):
        with kept.one() as url, psycopg.connect(url, autocommit=True) as connection:
            job = (
                "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('a', 'b')"
                " RETURNING id"
            )
            audit = (
                "INSERT INTO audit (actor, action, subject, details) VALUES ('a', 'b', 'c', '{}')"
                " RETURNING id"
            )
            seen.append([url, *(connection.execute(one).fetchone() for one in (job, audit))])
            counted = "SELECT (SELECT count(*) FROM procrastinate_jobs), count(*) FROM audit"
            assert connection.execute(counted).fetchone() == (1, 1)
    assert seen[0] == seen[1]


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE token ADD COLUMN more text",
        "DROP TABLE hook CASCADE",
        "CREATE TABLE another (id int)",
        "CREATE SCHEMA another",
        "DROP TRIGGER audit_is_append_only ON audit",
        "UPDATE alembic_version SET version_num = '0001'",
        "DELETE FROM queue_migration",
    ],
)
def test_one_that_was_changed_is_not_lent_again(kept: KeptDatabases, change: str) -> None:
    with kept.one() as first, psycopg.connect(first, autocommit=True) as connection:
        connection.execute(change)
    with kept.one() as second:
        assert second != first
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(first)


def test_who_is_still_connected_is_cut_off(kept: KeptDatabases) -> None:
    with kept.one() as url:
        connection = psycopg.connect(url)
        connection.execute("LOCK TABLE audit")
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()
    with kept.one() as again:
        assert again == url
