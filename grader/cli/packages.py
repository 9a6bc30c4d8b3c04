"""`grader package`, for where students work or hand in, and `grader autograde`, which it calls."""

from pathlib import Path
from typing import Literal

import click

from grader.cli.options import PATH, language
from grader.sandbox.tiers import TIERS


@click.group()
def package() -> None:
    """Pack an assignment for where students work or hand in."""


@package.command("github")
@click.argument("assignment")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="The repository's folder.")
@click.option("--notebook", default="", help="The notebook that is checked; SLUG.ipynb if absent.")
@language
@click.option(
    "--requirement", default="", metavar="SPEC",
    help="What pip installs there, such as a wheel in the repository; this version if absent.",
)  # fmt: skip
def package_github(
    assignment: str, out: Path, notebook: str, lang: str | None, requirement: str
) -> None:
    """Write what a course repository on GitHub takes, so that every push is checked.

    A workflow, the kit of ASSIGNMENT, and its handout to begin with where there is none yet.
    """
    from grader.commands.package import run_package_github

    run_package_github(assignment, out, notebook, lang, requirement)


@package.command("gradescope")
@click.argument("assignment")
@click.option("--out", type=PATH, required=True, metavar="FILE.zip", help="The zip to write.")
@click.option(
    "--seed-file", type=PATH,
    help="The course's seed, put into the zip; drawn into FILE.seed beside it if absent.",
)  # fmt: skip
@click.option(
    "--requirement", default="", metavar="SPEC",
    help="What pip installs there; a wheel's file goes into the zip. This version if absent.",
)  # fmt: skip
@language
@click.option(
    "--hint", type=click.IntRange(1, 3), default=1, show_default=True,
    help="What students see at once: where a mistake is (1), what it is (2), how to go on (3).",
)  # fmt: skip
@click.option(
    "--later", type=click.Choice(["after_published", "after_due_date", "hidden"]),
    default="after_published", show_default=True,
    help="When they see the rest of what the assignment lets be said.",
)  # fmt: skip
@click.option(
    "--form", type=click.Choice(["html", "md"]), default="html", show_default=True,
    help="Of the report.",
)  # fmt: skip
@click.option(
    "--allow-tier", type=click.Choice(TIERS), default=TIERS[0], show_default=True,
    help="The lowest tier of isolation accepted in Gradescope's container.",
)  # fmt: skip
def package_gradescope(
    assignment: str, out: Path, seed_file: Path | None, requirement: str, lang: str | None,
    hint: int, later: Literal["after_published", "after_due_date", "hidden"],
    form: Literal["html", "md"], allow_tier: str,
) -> None:  # fmt: skip
    """Write an autograder for Gradescope, to be uploaded as it is.

    The zip is the teacher's alone: it holds the solutions of ASSIGNMENT and the seed.
    """
    from grader.commands.package_gradescope import Wish, run_package_gradescope

    wish = Wish(seed_file, requirement, lang, hint, later, form, allow_tier)
    run_package_gradescope(assignment, out, wish)


@click.group(hidden=True)
def autograde() -> None:
    """Grade what a platform's autograder was given; what `grader package` writes calls it."""


@autograde.command("gradescope")
@click.option(
    "--root", type=PATH, default=Path("/autograder"), show_default=True,
    help="The folder with source, submission and results.",
)  # fmt: skip
def autograde_gradescope(root: Path) -> None:
    """Grade ROOT/submission, and write ROOT/results/results.json whatever happens."""
    from grader.commands.autograde import run_autograde_gradescope

    run_autograde_gradescope(root)
