"""End what takes too long in this very process: by a signal where there is one, by a thread else.

Code that catches everything may catch the end too, so it is sent again and again.
"""

import ctypes
import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Self

_AGAIN = 0.05
"""Seconds until it is sent once more."""


class OutOfTime(BaseException):
    """Raised in the midst of what takes too long; no `except Exception` takes it for its own."""


class Limit:
    """Limits what is run inside of it, in seconds; afterwards `is_over` tells whether it ended it.

    A `with` block that lets OutOfTime out.
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._seconds = max(seconds, 1e-3)
        self._is_on = False
        self._thread: threading.Thread | None = None
        self._by_signal = (
            hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        )

    def __enter__(self) -> Self:
        self._is_on = True
        if self._by_signal:
            self._before = signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, self._seconds, _AGAIN)
        else:
            self._done = threading.Event()
            self._thread = threading.Thread(
                target=self._watch, args=(threading.get_ident(),), daemon=True
            )
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_on = False
        if self._by_signal:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)
        elif self._thread is not None:
            self._done.set()
            self._thread.join()

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_on:
            self.is_over = True
            raise OutOfTime

    def _watch(self, thread: int) -> None:
        until = time.monotonic() + self._seconds
        while not self._done.wait(max(until - time.monotonic(), _AGAIN)):
            if self._is_on and time.monotonic() >= until:
                self.is_over = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(OutOfTime)
                )
