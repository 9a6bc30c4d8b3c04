"""What a process has once and threads would share: modules, random streams, warnings, output.

Two classes may be graded in two threads of one process; they take turns with these.
"""

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

_TURN = threading.RLock()


@contextmanager
def alone() -> Iterator[None]:
    """Be the only thread in a block of this kind."""
    with _TURN:
        yield


@contextmanager
def quietly() -> Iterator[None]:
    """Silence Python's warnings, of whatever kind, in a block of which there is one at a time."""
    with _TURN, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def silently() -> Iterator[None]:
    """Silence what an author's code prints, too: our own output may be JSON.

    What it writes to standard error is left alone.
    """
    with quietly(), open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):  # noqa: PTH123
        yield
