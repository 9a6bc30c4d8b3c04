"""Wait for a database that is away, rather than lose what was done meanwhile."""

import time
from collections.abc import Callable
from typing import TypeVar

from grader.service.database import GONE

Got = TypeVar("Got")
_SECONDS = 600.0
_PAUSE = 0.5


def patiently(
    do: Callable[[], Got],
    *,
    seconds: float = _SECONDS,
    now: Callable[[], float] = time.monotonic,
    wait: Callable[[float], None] = time.sleep,
) -> Got:
    """Do it, and again while the database is away; it must change nothing when done twice.

    Raises what the database raised last when that lasts longer than so many seconds.
    """
    until = now() + seconds
    while True:
        try:
            return do()
        except GONE:
            if now() >= until:
                raise
        wait(_PAUSE)
