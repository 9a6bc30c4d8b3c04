"""What a student types: `grader list`, `show`, `start`, `check`."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from grader.cli.options import PATH, OneOf, isolation, language, repair_seconds


def _forms() -> Iterable[str]:
    from grader.report.forms import FORMS

    return ("text", *FORMS, "github")


@click.command("list")
def list_assignments() -> None:
    """List the assignments that can be found from here."""
    from grader.commands.list import run_list

    run_list()


@click.command()
@click.argument("assignment")
@language
def show(assignment: str, lang: str | None) -> None:
    """Show the rubric of ASSIGNMENT: exercises, items, points, and what is asked for."""
    from grader.commands.show import run_show

    run_show(assignment, lang)


@click.command()
@click.argument("slug", default="")
@click.argument("folder", type=PATH, default=Path())
@language
def start(slug: str, folder: Path, lang: str | None) -> None:
    """Write the handout of the assignment SLUG, and the modules it imports, to FOLDER.

    FOLDER is the one you are in, unless named. Nothing that is there is changed.
    """
    from grader.commands.start import run_start

    run_start(slug, folder, lang)


@click.command()
@click.argument("given", metavar="[ASSIGNMENT] [NOTEBOOK]", nargs=-1)
@click.option(
    "--format", "form", default="text",
    type=OneOf(_forms),
    show_default=True, help="What to write to standard output.",
)  # fmt: skip
@language
@click.option("--seed-file", type=PATH, help="The course's seed; a public practice seed if absent.")
@click.option(
    "--own-code", is_flag=True,
    help="With --seed-file: run without a sandbox where there is none, as practice does.",
)  # fmt: skip
@click.option(
    "--hint", type=click.IntRange(1, 4), default=1, show_default=True,
    help="Say where a mistake is (1), what it is (2), how to go on (3), the change that was tried "
    "(4); the assignment may cap it.",
)  # fmt: skip
@click.option(
    "--annotate", "annotate_to", type=PATH, metavar="DIR",
    help="Write a copy of the notebook with feedback in it to DIR, as .ipynb and .html.",
)  # fmt: skip
@click.option(
    "--practice", type=click.IntRange(1), default=1, show_default=True, metavar="N",
    help="Which of the public sets of practice cases.",
)  # fmt: skip
@click.option("--watch", is_flag=True, help="Check again at every save, and say what changed.")
@repair_seconds(0.5)
@isolation
def check(
    given: tuple[str, ...], form: str, lang: str | None, seed_file: Path | None,
    own_code: bool, hint: int, annotate_to: Path | None, practice: int, watch: bool,
    repair_seconds: float, allow_tier: str, wall: str,
) -> None:  # fmt: skip
    """Check a notebook before handing it in.

    Without NOTEBOOK it is the newest of this folder that answers to an assignment. ASSIGNMENT (a
    slug, a folder or a kit) is needed only where the notebook does not tell.

    Exit code: 0 full marks, 1 not full, 2 wrong use or a file that is unreadable or too
    large, 3 a fault of ours.
    """
    from grader.commands.check import Wish, run_check

    wish = Wish(
        form, lang, seed_file, practice - 1, own_code, hint, annotate_to, allow_tier, wall,
        repair_seconds,
    )  # fmt: skip
    sys.exit(run_check(given, wish, watch=watch))
