"""Ask live functions in the kernel itself, where no copy of it can be made.

Limited in time from inside; what can be put back is put back (`kept`).
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any

from grader.live.answering import Answering, Printed, quiet
from grader.live.asking import asking
from grader.live.ended import timed_out
from grader.live.kept import as_it_was
from grader.live.limit import Limit, OutOfTime


class Here:
    """The kernel's functions, asked in the kernel."""

    def __init__(self, answering: Answering, names: dict[str, Any], kilobytes: int) -> None:
        self._answering = answering
        self._printed = Printed(kilobytes << 10)
        self._left = ExitStack()
        self._left.enter_context(as_it_was(names))

    def batch(self, frame: bytes, until: float) -> bytes:
        """Have a batch performed, until a time of the monotonic clock. Raises BrokeOff."""
        interrupted: list[bool] = []
        limit = Limit(until - time.monotonic())
        try:
            with asking(), quiet(self._printed), _heard(interrupted), limit:
                answer = self._answering.batch(frame)
        except OutOfTime:
            raise timed_out() from None
        if interrupted:
            raise KeyboardInterrupt
        if limit.is_over:
            raise timed_out()
        return answer

    def printed(self) -> tuple[str, int]:
        """Return what was printed since the last call, and how many threads were ever started."""
        return self._printed.taken(), self._printed.threads

    def close(self) -> None:
        """Put back what was changed."""
        self._left.close()


@contextmanager
def _heard(interrupted: list[bool]) -> Iterator[None]:
    """Note Ctrl-C, which would else be taken for an exception of the student's."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def note(_number: int, _frame: FrameType | None) -> None:
        interrupted.append(True)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
