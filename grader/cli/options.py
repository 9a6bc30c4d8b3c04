"""Options that several commands take."""

import importlib.util
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from grader.language import LANGUAGES
from grader.sandbox.tiers import TIERS, WALLS

Command = Callable[..., None]


class _Given(click.Path):
    """A path that says something: an empty one would be the working folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty path; is a variable unset?", param, ctx)
        return super().convert(value, param, ctx)


PATH = _Given(path_type=Path)


class OneOf(click.ParamType):  # type: ignore[type-arg]  # older releases of click take none
    """A name out of a table, which is loaded when it is asked for: starting must be cheap."""

    name = "choice"

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self._names = names

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the name; any other is refused."""
        return self._choice().convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, *context: Any, **named: Any) -> str | None:
        """Return the names, as help shows them."""
        return self._choice().get_metavar(param, *context, **named)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Any:
        """Return the names that begin so."""
        return self._choice().shell_complete(ctx, param, incomplete)

    def _choice(self) -> "click.Choice[str]":
        return click.Choice(list(self._names()))


language = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language; the assignment's by default."
)

data = click.option(
    "--data", type=PATH, metavar="DIR",
    help="The service's folder; $GRADER_DATA, else among the user's data.",
)  # fmt: skip
seed_file = click.option(
    "--seed-file", type=PATH, help="The course's seed; $GRADER_SEED_FILE, else DIR/seed."
)
blobs = click.option(
    "--blobs", metavar="URL",
    help="Where notebooks are kept: s3://, gs:// or az://, or a folder; $GRADER_BLOBS, else "
    "DIR/blobs.",
)  # fmt: skip


def refuse_if_lacking() -> None:
    """Raise UserError where what the service is made with is not installed."""
    from grader.service import lacking  # only here: starting must be cheap

    lacking.refuse_if_lacking()


def _processors() -> int:
    """Return how many processors this process may use: a container or `taskset` may give fewer."""
    may_use = getattr(os, "sched_getaffinity", None)
    return len(may_use(0)) if may_use else os.cpu_count() or 1


jobs_at_a_time = click.option(
    "--jobs", type=click.IntRange(1), default=_processors,
    show_default="one per processor", help="Submissions graded at a time.",
)  # fmt: skip


def on_cluster(command: Command) -> Command:
    """Give a command the options on who grades: this machine, or a Dask cluster."""
    executor = click.option(
        "--executor", type=click.Choice(["local", "dask"]), default="local", show_default=True,
        help="Who grades: processes of this machine, or a Dask cluster (nngrader[dask]).",
    )  # fmt: skip
    scheduler = click.option(
        "--scheduler", default="", metavar="ADDRESS",
        help="The cluster's scheduler, such as tls://host:8786; its workers are as many as it has.",
    )  # fmt: skip
    return executor(scheduler(command))


def cluster_at(executor: str, scheduler: str) -> str:
    """Return the scheduler's address; empty where this machine grades."""
    if (executor == "dask") != bool(scheduler):
        raise click.UsageError("--executor dask and --scheduler ADDRESS go together")
    if scheduler and importlib.util.find_spec("distributed") is None:
        raise click.UsageError("--executor dask needs distributed: pip install 'nngrader[dask]'")
    return scheduler


def repair_seconds(default: float) -> Callable[[Command], Command]:
    """Give a command the option on how long a repair is searched for."""
    return click.option(
        "--repair-seconds", type=click.FloatRange(0, 60), default=default, show_default=True,
        metavar="S",
        help="Where no known mistake is found in the code: search so long, in processor time, for "
        "one small change of it that makes the exercise right; 0 for no search.",
    )  # fmt: skip


def isolation(command: Command) -> Command:
    """Give a command the options on what keeps students' code apart from the machine."""
    tier = click.option(
        "--allow-tier", type=click.Choice(TIERS), default=TIERS[0], show_default=True,
        help="The lowest tier of isolation accepted for other people's code; see `grader doctor`.",
    )  # fmt: skip
    wall = click.option(
        "--wall", type=click.Choice(WALLS), callback=lambda _context, _option, wall: wall or "",
        help="Put the sandbox inside bubblewrap too; it has to be installed.",
    )  # fmt: skip
    return tier(wall(command))


def marks(command: Command) -> Command:
    """Give a command the options on how points become marks."""
    for option in reversed((
        click.option(
            "--scale", default="", metavar="N",
            help="What full points are worth; if absent what the platform says, else the points.",
        ),
        click.option(
            "--digits", type=click.IntRange(0, 6), default=2, show_default=True, help="Decimals."
        ),
        click.option(
            "--round", "rounding", type=click.Choice(["half-up", "half-even"]), default="half-up",
            show_default=True, help="Where to round what lies in the middle.",
        ),
        click.option(
            "--late", default="", metavar="POLICY",
            help='What being late costs, as a line of its own: "10%/day, max 50%, '
            'grace 15 minutes".',
        ),
        click.option(
            "--due", default="", metavar="TIME", help="When it was due: 2026-11-29T23:59-03:00."
        ),
    )):  # fmt: skip
        command = option(command)
    return command
