"""`grader lti`: which platforms may open the service; thin over `grader.service`."""

import os
import re
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.commands.service import ACTOR, database
from grader.language import built_in, spoken_here
from grader.model import Text
from grader.report import clean
from grader.service.database import transaction
from grader.service.lti.claims import is_address
from grader.service.lti.register import invite
from grader.service.refusal import not_served
from grader.service.settings import ADDRESS
from grader.service.store import audit
from grader.service.store.lti_platforms import (
    Platform,
    keep_platform,
    list_platforms,
    remove_platform,
)

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_HERE = "http://127.0.0.1:8000"


def run_add(data: Path | None, platform: Platform) -> None:
    """Keep a platform, and print what it has to be told of us. Raises UserError."""
    _refuse_other_name(platform.name)
    for url in (platform.auth_url, platform.token_url, platform.jwks_url):
        if not is_address(url):
            raise not_served(Text("lti.no_address", {"given": repr(url)}))
    engine = database(data)
    try:
        with transaction(engine) as connection:
            if keep_platform(connection, platform) is None:
                raise not_served(Text("lti.name_taken", {"platform": platform.name}))
            audit.note(
                connection, ACTOR, "lti.platform_kept", platform.name, issuer=platform.issuer
            )
    finally:
        engine.dispose()
    base = _base()
    table = Table(box=None, show_header=False)
    for what, path in (
        ("lti.login", "login"),
        ("lti.launch", "launch"),
        ("lti.keys", "jwks"),
    ):
        table.add_row(built_in(spoken_here()).word(what), f"{base}/lti/{path}")
    Console().print(table, markup=False, highlight=False)


def run_invite(data: Path | None, name: str) -> None:
    """Print the address of an invitation. Raises UserError."""
    _refuse_other_name(name)
    engine = database(data)
    try:
        with transaction(engine) as connection:
            secret = invite(connection, name)
            audit.note(connection, ACTOR, "lti.invited", name)
    finally:
        engine.dispose()
    print(f"{_base()}/lti/register?invitation={secret}")  # noqa: T201 - alone, to be pasted


def run_list(data: Path | None) -> None:
    """Print every platform that is let in."""
    catalogue = built_in(spoken_here())
    columns = ("token.name", "lti.issuer", "lti.client", "lti.deployments")
    table = Table(*map(catalogue.word, columns), box=None)
    engine = database(data)
    try:
        with transaction(engine) as connection:
            found = list_platforms(connection)
    finally:
        engine.dispose()
    for one in found:
        deployments = ", ".join(one.deployments) or catalogue.word("lti.no_deployment")
        row = (one.name, one.issuer, one.client_id, deployments)
        table.add_row(*(clean.line(cell) for cell in row))
    Console().print(table, markup=False, highlight=False)


def run_remove(data: Path | None, name: str) -> None:
    """Let nobody in from a platform any more. Raises UserError."""
    engine = database(data)
    try:
        with transaction(engine) as connection:
            if not remove_platform(connection, name):
                raise not_served(Text("lti.none", {"name": repr(name)}))
            audit.note(connection, ACTOR, "lti.platform_removed", name)
    finally:
        engine.dispose()


def _base() -> str:
    return os.environ.get(ADDRESS, "").rstrip("/") or _HERE


def _refuse_other_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise not_served(Text("lti.odd_name", {"given": repr(name)}))
