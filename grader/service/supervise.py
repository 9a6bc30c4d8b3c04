"""Keep processes running: one that ends is started again, and all are ended at last."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from grader.frozen import frozen

_LOG = logging.getLogger(__name__)
_FIRST, _LONGEST = 0.5, 30.0
"""Seconds until a process is started again: after its first end, and at most."""
_STEADY = 60.0
"""Seconds after which a process that ends has done well before."""


@frozen
class Wanted:
    """A process that is to run."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    descriptors: tuple[int, ...] = ()
    """Those that it is given."""


class Supervised:
    """One process, and when it may be started again."""

    def __init__(self, wanted: Wanted, now: Callable[[], float] = time.monotonic) -> None:
        self.wanted = wanted
        self.process: subprocess.Popen[bytes] | None = None
        self.ends = 0
        """Times that it has ended by itself."""
        self._now = now
        self._pause = _FIRST
        self._began = self._next = 0.0

    def start(self) -> None:
        """Start the process."""
        wanted = self.wanted
        self._began = self._now()
        self.process = subprocess.Popen(
            [sys.executable, *wanted.arguments],
            env=dict(wanted.environment),
            pass_fds=wanted.descriptors,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the supervisor, which ends them in order
        )

    def look(self) -> int | None:
        """Start the process again where it is time to; return its exit code where it has ended."""
        now = self._now()
        if self.process is None:
            if now >= self._next:
                try:
                    self.start()
                except OSError as error:  # no process to be had: the next look tries again
                    _LOG.error("%s does not start: %s", self.wanted.name, error.strerror)
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.process = None
        self.ends += 1
        self._pause = _FIRST if now - self._began >= _STEADY else self._pause * 2
        self._next = now + min(self._pause, _LONGEST)
        return code

    def ask_to_end(self) -> None:
        """Ask the process to finish what it has and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> None:
        """Wait for the process to end, so long; then it is ended."""
        if self.process is None:
            return
        try:
            self.process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def end_all(every: Sequence[Supervised], seconds: float) -> None:
    """Ask all processes to end, and wait for them, so many seconds in all."""
    until = time.monotonic() + seconds
    for one in every:
        one.ask_to_end()
    for one in every:
        one.wait(until - time.monotonic())
