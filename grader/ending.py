"""How a command ends: in one sentence and an exit code of ours, wherever its output goes.

Standard output may be of any encoding, full, or closed. Exit code 1 says "not full marks", and
Python ends with 1 on whatever nobody caught, so nothing is left to it.
"""

import errno
import io
import os
import sys
from contextlib import suppress
from pathlib import Path

from grader.errors import GraderError, NotServed, UserError, where
from grader.report import clean

_NOBODY_READS = 141
"""Exit code where whoever read standard output has gone: what a shell says of SIGPIPE."""
_FULL = 2
"""Exit code where standard output takes nothing more: a person can mend that."""


def make_writable() -> None:
    """Let both take any text: what their encoding does not know is replaced."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # it was closed by whoever started this
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def flush() -> None:
    """Write out what is left of standard output. Raises OSError."""
    with suppress(ValueError):  # closed meanwhile
        sys.stdout.flush()


def _why_not_written(error: OSError) -> str:
    """Say why standard output took no more; empty for another error than that."""
    if error.filename is not None or error.errno not in (
        errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT, errno.EBADF,
    ):  # fmt: skip
        return ""
    return f"standard output cannot be written: {error.strerror}"


def _give_up_output() -> None:
    """Send what is still in buffers nowhere, so that Python does not fail over it at its end."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def stand_somewhere() -> None:
    """Raise UserError when the working folder is gone: no path could be told from there."""
    try:
        Path.cwd()
    except OSError as error:
        sentence = f"the working folder cannot be used: {error.strerror}. Change to another one"
        raise UserError(sentence) from None


def flushed(finished: SystemExit) -> int:
    """Return a command's exit code, once all that it wrote has arrived."""
    if isinstance(finished.__context__, BrokenPipeError):  # rich has met it, and ends with 1
        return told(finished.__context__)
    try:
        flush()
    except OSError as error:
        return told(error)
    return finished.code if isinstance(finished.code, int) else int(finished.code is not None)


def told(error: Exception) -> int:
    """Say in one sentence what ended a command, and return the exit code for it."""
    # only here: most commands end well
    from rich.console import Console
    from rich.markup import escape

    code = 3
    if isinstance(error, BrokenPipeError) and error.filename is None:
        _give_up_output()
        return _NOBODY_READS
    if isinstance(error, NotServed):
        from grader.language import built_in, spoken_here

        sentence, code = built_in(spoken_here()).say(error.text), error.exit_code
    elif isinstance(error, GraderError):
        sentence, code = str(error), error.exit_code
    elif isinstance(error, OSError) and (why := _why_not_written(error)):
        _give_up_output()
        sentence, code = why, _FULL
    else:
        sentence = f"a fault of ours: {where(error)}"
    with suppress(OSError):
        plain = escape(clean.line(sentence))
        Console(stderr=True).print(f"[bold]grader:[/bold] {plain}", soft_wrap=True)
    return code
