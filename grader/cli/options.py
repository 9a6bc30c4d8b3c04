"""Options that several commands take."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from grader.language import LANGUAGES
from grader.sandbox.tiers import TIERS, WALLS

Command = Callable[..., None]
LAYOUTS = (
    "moodle", "canvas", "gradescope", "blackboard", "brightspace", "nbgrader",
    "classroom", "folders", "plain",
)  # fmt: skip
"""The keys of `grader.intake.layouts.TOLD`: not asked for here, where starting must be cheap."""


class _Given(click.Path):
    """A path that says something: an empty one would be the working folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty path; is a variable unset?", param, ctx)
        return super().convert(value, param, ctx)


PATH = _Given(path_type=Path)

language = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language; the assignment's by default."
)
jobs_at_a_time = click.option(
    "--jobs", type=click.IntRange(1), default=lambda: os.cpu_count() or 1,
    show_default="one per processor", help="Submissions graded at a time.",
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
