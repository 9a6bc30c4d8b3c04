"""What an instructor types: `grader grade`, `regrade`, `override`, `replay`, `doctor`."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from grader.cli.options import (
    PATH,
    OneOf,
    cluster_at,
    isolation,
    jobs_at_a_time,
    language,
    on_cluster,
    repair_seconds,
)
from grader.language import LANGUAGES


def _layouts() -> Iterable[str]:
    from grader.intake.layouts import TOLD

    return TOLD


@click.command()
@click.argument("assignment")
@click.argument("paths", type=PATH, nargs=-1, required=True)
@click.option("--out", type=PATH, required=True, help="Folder for the gradebook and the reports.")
@language
@click.option("--seed-file", type=PATH, help="The course's seed; drawn into OUT/seed if absent.")
@jobs_at_a_time
@on_cluster
@click.option("--strict", is_flag=True, help="Exit with 1 unless everyone has full marks.")
@click.option("--annotate", is_flag=True, help="Write a copy of each notebook with feedback in it.")
@click.option(
    "--resume/--anew", default=True, show_default=True,
    help="Keep what an earlier run into OUT has graded, or grade everybody anew.",
)  # fmt: skip
@click.option("--practice", is_flag=True, help="Use the public practice cases; a kit will do.")
@click.option(
    "--locale", type=click.Choice(LANGUAGES),
    help="Of the gradebook: byte-order mark, separator and decimal mark of its spreadsheets.",
)  # fmt: skip
@click.option(
    "--layout", type=OneOf(_layouts), callback=lambda _context, _option, name: name or "",
    help="Whose names the hand-ins bear; found out from the names if absent.",
)  # fmt: skip
@click.option(
    "--attempt", type=click.Choice(["last", "first", "best"]), default="last", show_default=True,
    help="Which of a person's attempts counts; for the best, each is graded.",
)  # fmt: skip
@click.option(
    "--due", default="", metavar="TIME",
    help="When it was due, such as 2026-11-29T23:59: late is who handed in later, by the "
    "platform's own times.",
)  # fmt: skip
@click.option(
    "--roster", type=PATH, metavar="FILE",
    help="Who should have handed in, as CSV or XLSX: ids, names, e-mails, groups.",
)  # fmt: skip
@repair_seconds(0.0)
@isolation
def grade(
    assignment: str, paths: tuple[Path, ...], out: Path, lang: str | None, seed_file: Path | None,
    jobs: int, executor: str, scheduler: str, strict: bool, annotate: bool, resume: bool,
    practice: bool, locale: str | None, layout: str, attempt: str, due: str, roster: Path | None,
    repair_seconds: float, allow_tier: str, wall: str,
) -> None:  # fmt: skip
    """Grade a class: PATHS are notebooks, folders (searched through), zips or tars.

    Into a folder with results, only what is new or has changed is graded; the rest is kept.

    Exit code: 0 graded, 1 with --strict unless all marks are full, 2 wrong use, 3 a fault of ours,
    130 or 143 when interrupted (Ctrl-C, SIGTERM).
    """
    from grader.commands.class_run import Asked
    from grader.commands.grade import run_grade
    from grader.commands.taking_in import Rules

    asked = Asked(
        assignment, lang or "", str(seed_file.absolute()) if seed_file else "", annotate, practice,
        allow_tier, wall, locale, repair_seconds,
    )  # fmt: skip
    rules = Rules(layout, attempt, due, roster)
    cluster = cluster_at(executor, scheduler)
    code = run_grade(
        asked, paths, out, jobs, strict=strict, resume=resume, rules=rules, scheduler=cluster
    )
    sys.exit(code)


@click.command()
@click.argument("out", type=PATH)
@click.option("--allow-lower", is_flag=True, help="Let marks go down; else the old ones stay.")
@jobs_at_a_time
@on_cluster
def regrade(out: Path, allow_lower: bool, jobs: int, executor: str, scheduler: str) -> None:
    """Regrade the class in OUT after its assignment changed: only what the change touches.

    Old and new marks stand side by side in OUT/regrade.html and regrade.csv.

    Exit code: 0 graded, 2 wrong use, 3 a fault of ours, 130 or 143 when interrupted.
    """
    from grader.commands.regrade import run_regrade

    cluster = cluster_at(executor, scheduler)
    sys.exit(run_regrade(out, jobs, allow_lower=allow_lower, scheduler=cluster))


@click.command()
@click.argument("out", type=PATH)
@click.argument("student")
@click.argument("item")
@click.argument("points", type=float, required=False)
@click.option("--why", default="", metavar="TEXT", help="The reason; the student reads it.")
@click.option("--take-back", is_flag=True, help="Give the item the grader's own points again.")
def override(
    out: Path, student: str, item: str, points: float | None, why: str, take_back: bool
) -> None:
    """Decide that ITEM (EXERCISE.ITEM) of STUDENT, of the class in OUT, earns POINTS.

    It stands in report, gradebook and class page, and outlasts every regrade.

    Exit code: 0 decided, 2 wrong use.
    """
    from grader.commands.override import run_override

    if take_back == (points is not None):
        raise click.UsageError("give POINTS, or --take-back without them")
    sys.exit(run_override(out, student, item, points, why))


@click.command()
@click.argument("out", type=PATH)
@click.argument("student")
def replay(out: Path, student: str) -> None:
    """Make the report of STUDENT, of the class in OUT, once more, and say if it is the same.

    Nothing is written. Exit code: 0 identical, 1 not, 2 wrong use, 3 a fault of ours.
    """
    from grader.commands.replay import run_replay

    sys.exit(run_replay(out, student))


@click.command()
def doctor() -> None:
    """Show what this machine's sandbox holds, and what it does not, from a test just run.

    Exit code: 0 when other people's code may be run here, 1 when it may not.
    """
    from grader.commands.doctor import run_doctor

    sys.exit(run_doctor())
