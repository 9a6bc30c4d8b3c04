"""Every command with its help, as `--help` prints it."""

from collections.abc import Iterator

import click

from grader.cli import main

_WIDTH = 96


def commands() -> str:
    """Return the page."""
    head = "# Commands\n\nWhat `grader COMMAND --help` prints, of this version.\n"
    return "\n".join([head, *_told(main, "grader")])


def _told(command: click.Command, called: str) -> Iterator[str]:
    context = click.Context(
        command, info_name=called, terminal_width=_WIDTH, max_content_width=_WIDTH
    )
    depth = "#" * (called.count(" ") + 2)
    yield f"{depth} {called}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from _told(below, f"{called} {name}")
