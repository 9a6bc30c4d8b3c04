"""End what takes too long in this process: for a command that does one submission.

A class run has processes that can be ended from outside (`grader.pool`); here there is nobody
outside. So a timer's signal raises an exception, wherever it finds the program; and where no
exception can be raised (in a long call of C code) or some code swallows it, the process ends.
"""

import faulthandler
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN_SECONDS = 5.0
_LAST_SECONDS = 30.0
_STDERR = 2


class Stuck(BaseException):
    """Something of ours takes too long; no `except Exception` on the way takes it for its own."""


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Raise `Stuck` in this block after so many seconds; end the process if that does not help."""
    by_signal = hasattr(signal, "setitimer")
    if threading.current_thread() is not threading.main_thread():
        yield  # others may not handle signals
        return
    faulthandler.dump_traceback_later(seconds + _LAST_SECONDS, exit=True, file=_STDERR)
    before = signal.signal(signal.SIGALRM, _raise) if by_signal else None
    try:
        if by_signal:
            signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN_SECONDS)
        yield
    finally:
        if by_signal:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        faulthandler.cancel_dump_traceback_later()


def _raise(_number: int, _frame: FrameType | None) -> None:
    raise Stuck
