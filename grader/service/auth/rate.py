"""How often somebody may ask: a bucket for each of them, which fills again with time."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST = 20_000
"""Buckets kept; of whom was not heard for longest, the bucket is forgotten, which fills it."""


class Rates:
    """Buckets of so many tokens a minute, by name. May be asked from several threads."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._size = float(per_minute)
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> int:
        """Take one from a bucket; return 0, or the seconds to wait where it is empty."""
        now, per_second = self._now(), self._size / 60
        with self._lock:
            level, since = self._buckets.pop(name, (self._size, now))
            level = min(self._size, level + (now - since) * per_second)
            wait = 0 if level >= 1 else math.ceil((1 - level) / per_second)
            self._buckets[name] = (level if wait else level - 1, now)
            if len(self._buckets) > _MOST:
                self._buckets.popitem(last=False)
        return wait

    def is_empty(self, name: str) -> int:
        """Return the seconds to wait where a bucket is empty, else 0; nothing is taken."""
        now, per_second = self._now(), self._size / 60
        with self._lock:
            level, since = self._buckets.get(name, (self._size, now))
        level = min(self._size, level + (now - since) * per_second)
        return 0 if level >= 1 else math.ceil((1 - level) / per_second)
