"""`python -m grader`, and what the command `grader` begins with and ends by."""

import atexit
import os
import sys
from contextlib import suppress

from grader.sandbox import launch


def main() -> None:
    """Run the command line; the sandbox of a check starts while all else is loaded."""
    is_check = sys.argv[1:2] == ["check"]
    if is_check:
        launch.ahead()
    try:
        from grader.cli import main as commands
        from grader.own_memory import collect_rarely

        collect_rarely()
        commands()
    except SystemExit as finished:
        launch.dismiss()
        if is_check and type(finished.code) is int:
            _leave(finished.code)
        raise
    finally:
        launch.dismiss()


def _leave(code: int) -> None:
    """End once all is written and tidied: Python takes longer to undo itself than for a question.

    Returns where something cannot be written: then Python is to say so.
    """
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
        atexit._run_exitfuncs()
        os._exit(code)


if __name__ == "__main__":
    main()
