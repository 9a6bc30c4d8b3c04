"""`grader serve`, `worker` and `token`: thin over `grader.service`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from grader.language import built_in, spoken_here
from grader.model import Text
from grader.report import clean
from grader.service.auth.secret import create_token
from grader.service.database import GONE, NO_ANSWER, engine_of, transaction
from grader.service.embedded import Embedded
from grader.service.logs import begin_logging
from grader.service.parent import end_with_parent
from grader.service.refusal import not_served
from grader.service.schema.migrate import migrate
from grader.service.settings import Settings, data_and_database, settings_from
from grader.service.store import audit
from grader.service.store.tokens import list_tokens, revoke_token

ACTOR = "command line"


def run_serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    from grader.service.serve import serve

    begin_logging(settings.log_format, names=settings.log_names)

    def ready(address: str) -> None:
        said = built_in(spoken_here()).say(Text("serve.listening", {"address": address}))
        print(said, flush=True)  # noqa: T201 - for whoever waits for it

    serve(settings, host, port, workers, ready)


def run_web_here(socket_number: int) -> None:
    """Answer requests on a socket that this process was given."""
    import socket

    from grader.service.web import run_web

    settings = settings_from()
    begin_process(settings)
    run_web(settings, socket.socket(fileno=socket_number))


def run_worker_here(settings: Settings) -> None:
    """Work until stopped."""
    from grader.service.work import run_worker

    begin_process(settings)
    if not settings.database:
        raise not_served(Text("serve.worker_needs_database"))
    run_worker(settings)


def begin_process(settings: Settings) -> None:
    """Log to standard error; end with `grader serve` where that has started this."""
    end_with_parent()
    begin_logging(settings.log_format, names=settings.log_names)


def run_create(
    data: Path | None, name: str, scopes: Sequence[str], student: str | None,
    assignments: Sequence[str], days: int | None,
) -> None:  # fmt: skip
    """Make a token and print its secret, once."""
    expires = None if days is None else datetime.now(UTC) + timedelta(days=days)
    engine = database(data)
    try:
        with transaction(engine) as connection:
            token, secret = create_token(
                connection, ACTOR, name, scopes, student=student,
                assignments=assignments or None, expires_at=expires,
            )  # fmt: skip
    finally:
        engine.dispose()
    print(secret)  # noqa: T201 - alone on standard output, to be piped
    said = built_in(spoken_here()).say(Text("token.once", {"id": str(token.id)}))
    Console(stderr=True).print(said, highlight=False)


def run_list(data: Path | None) -> None:
    """Print every token."""
    catalogue = built_in(spoken_here())
    columns = ("token.name", "token.scopes", "token.only", "token.until")
    table = Table("id", *map(catalogue.word, columns), box=None)
    engine = database(data)
    try:
        with transaction(engine) as connection:
            tokens = list_tokens(connection)
    finally:
        engine.dispose()
    for token in tokens:
        only = [*([token.student] if token.student else []), *(token.assignments or ())]
        ends = token.revoked_at or token.expires_at
        until = f"{ends:%Y-%m-%d %H:%M}" if ends else ""
        if token.revoked_at:
            until = catalogue.say(Text("token.revoked", {"at": until}))
        table.add_row(
            str(token.id), clean.line(token.name), " ".join(token.scopes),
            clean.line(", ".join(only)), until,
        )  # fmt: skip
    Console().print(table, markup=False, highlight=False)


def run_revoke(data: Path | None, token: str) -> None:
    """Revoke a token by its id."""
    try:
        wanted = UUID(token)
    except ValueError:
        raise not_served(Text("token.odd_id", {"given": repr(token)})) from None
    engine = database(data)
    try:
        with transaction(engine) as connection:
            if not revoke_token(connection, wanted):
                raise not_served(Text("token.none", {"id": str(wanted)}))
            audit.note(connection, ACTOR, "token.revoked", str(wanted))
    finally:
        engine.dispose()


def database(data: Path | None) -> Engine:
    """Return an engine on the service's database. Raises UserError where it does not run."""
    folder, url = data_and_database(data)
    engine = engine_of(url or Embedded(folder / "database").url, connections=1)
    try:
        migrate(engine)
    except GONE:
        engine.dispose()
        raise not_served(NO_ANSWER) from None
    return engine
