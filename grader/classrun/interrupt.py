"""Turn Ctrl-C and SIGTERM into one exception, so that a run ends in order."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(KeyboardInterrupt):
    """The person, or the system, asked for the end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


class Stopping:
    """Raises `Stopped` where the signal finds the program, and again at the next `check`.

    The second time is for code that cannot let an exception through, a finalizer for instance.
    """

    def __init__(self) -> None:
        self._number: int | None = None

    def stop(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal. Those after the first are ignored: the end is under way."""
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        self._number = number
        raise Stopped(number)

    def check(self) -> None:
        """Raise `Stopped` if a signal has come."""
        if self._number is not None:
            raise Stopped(self._number)


@contextmanager
def stoppable() -> Iterator[Stopping]:
    """Have SIGINT and SIGTERM raise `Stopped` in this block; what ignored them still does."""
    stopping = Stopping()
    before: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():  # others may not handle signals
        before = {each: signal.getsignal(each) for each in _SIGNALS}
    try:
        for each, handler in before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(each, stopping.stop)
        yield stopping
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
