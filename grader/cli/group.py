"""A group of commands that end with an error's own sentence and exit code."""

import sys
from typing import Any

import click

from grader import ending


class Commands(click.Group):
    """A group whose commands end with an error's own sentence and exit code."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line; streams that cannot be written to are no fault of anybody's."""
        ending.make_writable()
        try:
            return super().main(*args, **options)
        except OSError as error:  # of help and usage, which click writes itself
            sys.exit(ending.told(error))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and end with the exit code of what came of it."""
        try:
            ending.stand_somewhere()
            result = super().invoke(ctx)
            ending.flush()
            return result
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except SystemExit as finished:
            ctx.exit(ending.flushed(finished))
        except KeyboardInterrupt:
            ctx.exit(130)
        except Exception as error:
            ctx.exit(ending.told(error))
