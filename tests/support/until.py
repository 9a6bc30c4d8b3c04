"""Wait for what a process of ours does in its own time."""

import time
from collections.abc import Callable

_SECONDS = 120
"""What a busy machine may take; a test that waits for less would fail there."""


def until(done: Callable[[], bool]) -> None:
    """Return when it is done; fail the test that waits too long."""
    end = time.monotonic() + _SECONDS
    while not done():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)
