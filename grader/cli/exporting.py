"""`grader export`: an option for each thing to fill or to make."""

from pathlib import Path
from typing import Any, Literal

import click

from grader.cli.options import PATH, Command, marks
from grader.language import LANGUAGES

_FILLED = {
    "moodle": "Moodle's grading worksheet",
    "canvas": "Canvas's gradebook",
    "blackboard": "Blackboard's Grade Center",
    "brightspace": "Brightspace's grades",
    "gradescope": "Gradescope's grades",
}
_MADE = {
    "nbgrader": "nbgrader's table, and its tree of feedback in a zip.",
    "csv": "Marks for a spreadsheet; --locale says of which language.",
    "xlsx": "Marks, items and mistakes as a workbook.",
    "junit": "Items as JUnit XML.",
    "markdown": "Marks as a table in Markdown.",
}


def _exports(command: Command) -> Command:
    """Give a command an option for each thing to export to."""
    for name, words in reversed(_MADE.items()):
        command = click.option(f"--{name}", f"make_{name}", is_flag=True, help=words)(command)
    for name, words in reversed(_FILLED.items()):
        option = click.option(
            f"--{name}", f"fill_{name}", type=PATH, metavar="FILE",
            help=f"{words}, as downloaded: filled in a copy.",
        )  # fmt: skip
        command = option(command)
    return command


@click.command()
@click.argument("out", type=PATH)
@_exports
@click.option("--column", default="", help="The column to fill, where the table has several.")
@marks
@click.option(
    "--locale", type=click.Choice(LANGUAGES),
    help="Of CSV for spreadsheets: byte-order mark, separator, decimal mark.",
)  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace marks that are there already.")
@click.option("--by-name", is_flag=True, help="Whom no id tells may be told by their full name.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the reports' by default.")
def export(
    out: Path, column: str, scale: str, digits: int, rounding: Literal["half-up", "half-even"],
    late: str, due: str, locale: str | None, overwrite: bool, by_name: bool, dry_run: bool,
    lang: str | None, **asked: Any,
) -> None:  # fmt: skip
    """Put marks and feedback of OUT, a folder of `grader grade`, where the class is kept.

    Tables of platforms are filled in a copy: marks and comments, no other byte. Everything goes to
    OUT/export, after a summary of who gets a mark and who does not.
    """
    from grader.commands.export import Wish, run_export

    downloads = {name: path for name in _FILLED if (path := asked[f"fill_{name}"])}
    forms = tuple(name for name in _MADE if asked[f"make_{name}"])
    wish = Wish(
        downloads, forms, scale, digits, rounding, late, due, locale, column,
        overwrite, by_name, dry_run, lang,
    )  # fmt: skip
    run_export(out, wish)
