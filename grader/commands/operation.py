"""`grader backup`, `restore` and `purge`: thin over `grader.service`."""

import sys
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.commands.said import put
from grader.commands.service import ACTOR
from grader.language import built_in, spoken_here
from grader.model import Text
from grader.service.backup import back_up
from grader.service.backup_file import Manifest
from grader.service.blob_store import blobs_at
from grader.service.database import answering, engine_of
from grader.service.embedded import Embedded
from grader.service.held import held
from grader.service.purge import purge
from grader.service.reach import reached
from grader.service.restore import Restoring, check
from grader.service.schema.migrate import migrate
from grader.service.settings import data_and_database, kept_at, seed_of

_CONNECTIONS = 3
_REMOVED = {
    "submissions": Text("purge.submissions"),
    "decisions": Text("purge.decisions"),
    "people of rosters": Text("purge.people"),
    "launches": Text("purge.launches"),
    "tokens of students": Text("purge.tokens"),
    "entries of the audit log made anonymous": Text("purge.audit"),
    "notebooks": Text("purge.notebooks"),
}
"""What a purge counts, as a person is told it."""


def run_backup(
    path: Path, data: Path | None, seed_file: Path | None, blobs: str | None = None
) -> None:
    """Back up to a file, and say what it holds."""
    folder, given = data_and_database(data)
    with (
        reached(folder, given) as url,
        answering(engine_of(url, connections=_CONNECTIONS)) as engine,
    ):
        kept = blobs_at(kept_at(folder, blobs))  # and no migration: it may be backed up for that
        manifest = back_up(engine, kept, seed_of(folder, seed_file), path, ACTOR)
    _say(path, manifest)
    if manifest.lost:
        sys.exit(1)


def run_check(path: Path) -> None:
    """Read a backup, and say what it holds."""
    _say(path, check(path))


def run_restore(
    path: Path,
    data: Path | None,
    seed_file: Path | None,
    blobs: str | None = None,
    *,
    replace: bool,
) -> None:
    """Restore a backup, and say what came back."""
    check(path)
    folder, url = data_and_database(data)
    with ExitStack() as stack:
        stack.enter_context(held(folder))
        if not url:
            embedded = Embedded(folder / "database")
            stack.callback(embedded.stop)
            embedded.start()
            url = embedded.url
        engine = stack.enter_context(answering(engine_of(url, connections=1)))
        kept = blobs_at(kept_at(folder, blobs))
        restoring = Restoring(engine, kept, seed_of(folder, seed_file), replace=replace)
        manifest = restoring.restore(path, ACTOR)
    _say(path, manifest)


def run_purge(
    data: Path | None, age: timedelta, blobs: str | None = None, *, dry_run: bool
) -> None:
    """Remove what is old, and say what that was; or what it would be."""
    folder, given = data_and_database(data)
    with ExitStack() as stack:
        url = stack.enter_context(reached(folder, given))
        engine = stack.enter_context(answering(engine_of(url, connections=_CONNECTIONS)))
        migrate(engine)
        kept = blobs_at(kept_at(folder, blobs))
        purged = purge(engine, kept, age, ACTOR, dry_run=dry_run)
    table = Table(box=None, show_header=False)
    catalogue = built_in(spoken_here())
    for what, number in (*purged.rows, ("notebooks", purged.notebooks)):
        table.add_row(catalogue.say(_REMOVED[what]), str(number))
    console = Console()
    at: dict[str, str | int | float | Text] = {"at": f"{purged.before:%Y-%m-%d %H:%M}"}
    done = Text("purge.would", at) if dry_run else Text("purge.removed", at)
    put(console, catalogue.say(done))
    console.print(table, highlight=False)
    if purged.waiting:
        put(console, catalogue.say(Text("purge.waiting", {"n": purged.waiting})))


def _say(path: Path, manifest: Manifest) -> None:
    """Print what a backup holds; what it lacks on standard error."""
    catalogue = built_in(spoken_here())
    values: dict[str, str | int | float | Text] = {
        "file": str(path), "n": len(manifest.blobs), "schema": manifest.schema,
        "version": manifest.grader, "at": manifest.made_at,
        "mb": f"{path.stat().st_size / 1e6:.1f}",
    }  # fmt: skip
    print(catalogue.say(Text("backup.holds", values)))  # noqa: T201 - what the command is for
    for digest in manifest.lost:
        print(catalogue.say(Text("backup.lost", {"digest": digest})), file=sys.stderr)  # noqa: T201
