"""`grader export`: an option for each thing to fill or to make."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import click

from grader.cli.options import PATH, marks
from grader.language import LANGUAGES

_Offered = tuple[tuple[str, str], ...]
"""Names, and words for each."""


class _Export(click.Command):
    """`export`, with an option for each thing to export to, from the tables of `grader.export`.

    These are loaded when the command is asked for: starting must be cheap.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options as well, after what is exported."""
        from grader.export.exports import FILLERS, FORMS

        downloads = tuple((name, one.words) for name, one in FILLERS.items())
        out, *others = super().get_params(ctx)
        made = tuple((name, one.words) for name, one in FORMS.items())
        return [out, *_options(downloads, made), *others]


@cache
def _options(downloads: _Offered, made: _Offered) -> Sequence[click.Parameter]:
    """Return an option for each: the same one whenever it is asked for."""
    filled = [
        click.Option(
            [f"--{name}", f"fill_{name}"], type=PATH, metavar="FILE",
            help=f"{words}, as downloaded: filled in a copy.",
        )
        for name, words in downloads
    ]  # fmt: skip
    forms = [
        click.Option([f"--{name}", f"make_{name}"], is_flag=True, help=words)
        for name, words in made
    ]
    return [*filled, *forms]


@click.command(cls=_Export)
@click.argument("out", type=PATH)
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

    given = [option.partition("_") for option, value in asked.items() if value]
    downloads = {name: asked[f"fill_{name}"] for kind, _, name in given if kind == "fill"}
    forms = tuple(name for kind, _, name in given if kind == "make")
    wish = Wish(
        downloads, forms, scale, digits, rounding, late, due, locale, column,
        overwrite, by_name, dry_run, lang,
    )  # fmt: skip
    run_export(out, wish)
