"""The database: an engine, transactions on it, and what of its errors passes by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from grader.model import Text
from grader.service.refusal import not_served

GONE = (OperationalError, InterfaceError, PoolTimeout, psycopg.OperationalError)
"""What is raised while the database is away, or restarting."""
NO_ANSWER = Text("serve.no_answer")
Got = TypeVar("Got")
_CONNECT_SECONDS = 5


def engine_of(url: str, *, connections: int = 10, ping: bool = True) -> Engine:
    """Return an engine on a PostgreSQL database; nothing is connected to yet. Raises UserError.

    With `ping` a connection is tried before it is used; without it, the first use after the
    database was away raises what `GONE` names, and the next one works.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise not_served(Text("serve.no_url")) from None
    if address.get_backend_name() not in ("postgresql", "postgres"):
        backend = address.get_backend_name()
        raise not_served(Text("serve.not_postgres", {"backend": backend}))
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=ping,
        pool_timeout=10,
        connect_args={"connect_timeout": _CONNECT_SECONDS},
    )


def conninfo(url: str) -> str:
    """Return the URL as libpq takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def raw(connection: Connection) -> psycopg.Connection[Any]:
    """Return the driver's own connection, within the same transaction."""
    own = connection.connection.driver_connection
    assert isinstance(own, psycopg.Connection)  # noqa: S101 - `engine_of` makes no other
    return own


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Commit what is done in the block, all of it, on the disk, or nothing."""
    with engine.begin() as connection:
        yield connection


def read_again(engine: Engine, read: Callable[[Connection], Got]) -> Got:
    """Read, and once more where the connections were of a database that has been away since."""
    try:
        with transaction(engine) as connection:
            return read(connection)
    except GONE:  # from now on the pool gives out new ones
        with transaction(engine) as connection:
            return read(connection)


@contextmanager
def answering(engine: Engine) -> Iterator[Engine]:
    """Give an engine and dispose of it. Raises UserError where the database does not answer."""
    try:
        yield engine
    except GONE:
        raise not_served(NO_ANSWER) from None
    finally:
        engine.dispose()


def answers(engine: Engine) -> bool:
    """Tell whether the database answers."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except (SQLAlchemyError, psycopg.Error):  # whatever it is, it is no answer
        return False
    return True
