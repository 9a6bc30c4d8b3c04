"""Databases that tests take in turn: emptied between them, which takes a tenth of making one.

One that a test has left in another shape, with other tables or functions, is dropped.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count

import psycopg
from running_service import database_of

_NUMBERS = count(1)
_OTHERS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SHAPE = """
    WITH own AS (SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
        SELECT format('%s %s %s', relname, relkind, relowner) FROM own
        UNION ALL SELECT format('%s %s %s %s %s', relname, attname, atttypid, attnotnull, atthasdef)
            FROM own JOIN pg_attribute ON attrelid = own.oid
        UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT format('%s %s', proname, prosrc) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT format('%s %s', tgrelid::regclass, tgname) FROM pg_trigger
            WHERE NOT tgisinternal
        UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
        UNION ALL SELECT extname::text FROM pg_extension
    ) AS parts(part)
"""
_TABLES = """
    SELECT oid::regclass::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""
_ROWS = "SELECT coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '') FROM {} AS t"
_SEQUENCES = "SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences WHERE last_value "
_BEGIN_AGAIN = "SELECT setval('{}', 1, false)"


class KeptDatabases:
    """Copies of one database on a server; those that nobody uses are empty."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._free: list[tuple[str, ExitStack]] = []
        with psycopg.connect(template, autocommit=True) as connection:
            self._shape = _all(connection, _SHAPE)
            rows = {name: _rows(connection, name) for name in _all(connection, _TABLES)}
            begun = _all(connection, f"{_SEQUENCES} IS NULL")
        self._full = {name: said for name, said in rows.items() if said}
        """Those with rows, which say how far the schema is: they are to stay as they are."""
        empty = [f"DELETE FROM {name}" for name, said in rows.items() if not said]
        self._emptied = "; ".join([*empty, *(_BEGIN_AGAIN.format(name) for name in begun)])

    @contextmanager
    def one(self) -> Iterator[str]:
        """Lend a database without a row; say its URL."""
        url, dropped = self._free.pop() if self._free else self._made()
        try:
            yield url
        except BaseException:
            dropped.close()
            raise
        if self._is_empty_again(url):
            self._free.append((url, dropped))
        else:
            dropped.close()

    def close(self) -> None:
        """Drop them."""
        while self._free:
            self._free.pop()[1].close()

    def _made(self) -> tuple[str, ExitStack]:
        with ExitStack() as stack:
            made = database_of(self._server, f"t{next(_NUMBERS)}", template=self._template)
            return stack.enter_context(made), stack.pop_all()

    def _is_empty_again(self, url: str) -> bool:
        """Empty a database that a test is done with, if it is what it was."""
        with suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_OTHERS)
            same = _all(connection, _SHAPE) == self._shape
            if same and all(_rows(connection, name) == said for name, said in self._full.items()):
                # no trigger: rows refer to others, and some are never to be deleted
                connection.execute("SET session_replication_role = replica")
                connection.execute(self._emptied)
                return True
        return False


def _rows(connection: psycopg.Connection, table: str) -> str:
    return _all(connection, _ROWS.format(table))[0]


def _all(connection: psycopg.Connection, question: str) -> list[str]:
    return [row[0] for row in connection.execute(question).fetchall()]
