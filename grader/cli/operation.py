"""What whoever looks after a service types: `grader backup`, `restore` and `purge`."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from grader.cli.options import PATH, blobs, data, refuse_if_lacking, seed_file

_UNITS = {"d": 1, "w": 7}
_MOST_DAYS = 36_500


class _Age(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions only
    """Days or weeks: 180d, 26w."""

    name = "age"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        found = re.fullmatch(r"([0-9]{1,5})([dw])", str(value))
        days = int(found[1]) * _UNITS[found[2]] if found else 0
        if not 0 < days <= _MOST_DAYS:
            self.fail(f"{value!r} is no age: 180d are days, 26w weeks", param, ctx)
        return timedelta(days=days)


@click.command()
@click.argument("file", type=PATH)
@data
@seed_file
@blobs
def backup(file: Path, data: Path | None, seed_file: Path | None, blobs: str | None) -> None:
    """Write a service's database, its notebooks and its seed to FILE, as they are at one moment.

    It may be running. FILE holds everybody's work and marks, and the seed: keep it as you keep the
    service. Ends with 1 where notebooks were lost before.
    """
    refuse_if_lacking()
    from grader.commands.operation import run_backup

    run_backup(file, data, seed_file, blobs)


@click.command()
@click.argument("file", type=PATH)
@data
@seed_file
@blobs
@click.option("--replace", is_flag=True, help="What the service has now is lost.")
@click.option("--check", is_flag=True, help="Only read FILE from end to end; change nothing.")
def restore(
    file: Path,
    data: Path | None,
    seed_file: Path | None,
    blobs: str | None,
    replace: bool,
    check: bool,
) -> None:
    """Put what `grader backup` has written to FILE back into an empty service that does not run.

    The database is the one of $DATABASE_URL, or one of its own in the folder of --data. A backup
    of an earlier version is brought up to date.
    """
    refuse_if_lacking()
    from grader.commands.operation import run_check, run_restore

    if check:
        run_check(file)
        return
    run_restore(file, data, seed_file, blobs, replace=replace)


@click.command()
@click.option(
    "--older-than", type=_Age(), required=True, metavar="AGE", help="Such as 180d or 26w."
)
@click.option("--dry-run", is_flag=True, help="Say what would be removed, and remove nothing.")
@data
@blobs
def purge(older_than: timedelta, dry_run: bool, data: Path | None, blobs: str | None) -> None:
    """Remove hand-ins that are older than AGE: notebooks, reports, marks, and whose they were.

    The service may be running. The audit log keeps what was done and when, and forgets about
    whom. Backups that were made before hold everything still.
    """
    refuse_if_lacking()
    from grader.commands.operation import run_purge

    run_purge(data, older_than, blobs, dry_run=dry_run)
