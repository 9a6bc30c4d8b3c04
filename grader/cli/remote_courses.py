"""`grader fetch` and `grader push`: a class from Moodle or Canvas, and its marks back, by REST."""

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import click

from grader.cli.options import PATH, OneOf, marks
from grader.language import LANGUAGES

_token_file = click.option(
    "--token-file", type=PATH, metavar="FILE",
    help="Of mode 600, with the token; else it is in $GRADER_PLATFORM_TOKEN: $GRADER_MOODLE_TOKEN.",
)  # fmt: skip


def _platforms() -> Iterable[str]:
    from grader.remote_course.platforms import PLATFORMS

    return PLATFORMS


def _needs_client() -> None:
    if importlib.util.find_spec("httpx2") is None:
        raise click.UsageError("a platform is asked with httpx2: pip install 'nngrader[lms]'")


@click.command()
@click.argument("platform", type=OneOf(_platforms))
@click.option("--site", required=True, metavar="URL", help="Where it is: https://moodle.uni.edu.")
@click.option("--course", required=True, metavar="ID", help="The number in the course's address.")
@click.option(
    "--assignment", required=True, metavar="ID", help="The number in the assignment's address."
)
@click.option("--out", required=True, type=PATH, metavar="FOLDER", help="New, or fetched before.")
@_token_file
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the machine's by default.")
def fetch(
    platform: str, site: str, course: str, assignment: str, out: Path, token_file: Path | None,
    lang: str | None,
) -> None:  # fmt: skip
    """Fetch what a class has handed in, laid out as the platform's own download is.

    FOLDER is then graded by `grader grade ASSIGNMENT FOLDER`, and what is known besides (who was
    late, which attempt it is) lies in FOLDER/fetched.json. Fetching again takes only what is new.
    """
    _needs_client()
    from grader.commands.fetch import run_fetch
    from grader.remote_course.manifest import Source

    raise SystemExit(run_fetch(Source(platform, site, course, assignment), out, token_file, lang))


@click.command()
@click.argument("out", type=PATH)
@click.argument("folder", type=PATH)
@marks
@click.option("--overwrite", is_flag=True, help="Replace marks that a person put there.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@_token_file
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the reports' by default.")
def push(
    out: Path, folder: Path, scale: str, digits: int, rounding: Literal["half-up", "half-even"],
    late: str, due: str, overwrite: bool, dry_run: bool, token_file: Path | None,
    lang: str | None,
) -> None:  # fmt: skip
    """Put marks and feedback of OUT, as `grader grade` left it, where FOLDER was fetched from.

    What is there already is not sent again, so after a push that broke off the same command goes
    on; marks that a person put there or changed stay. OUT/push keeps what was sent.
    """
    _needs_client()
    from grader.commands.push import PushWish, run_push

    wish = PushWish(scale, digits, rounding, late, due, overwrite, dry_run, lang)
    raise SystemExit(run_push(out, folder, wish, token_file))
