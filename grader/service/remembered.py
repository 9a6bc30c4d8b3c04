"""What takes a while to make of many grades: made once, one at a time, and kept while it is asked.

It is found by a digest of all that it is made of, so what is kept is never out of date.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from grader.errors import Refused
from grader.model import Text

_MOST = 64 << 20
"""Bytes that are kept."""
_WAITING = 8
"""Requests that may wait for their turn: each of them holds a thread."""
_PATIENCE = 20.0
"""Seconds that one waits."""


class Remembered:
    """Bytes by the digest of what they are made of; what nobody asked for longest goes first."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._making = threading.Lock()
        self._waiting = threading.BoundedSemaphore(_WAITING)
        self._looking = threading.Lock()

    def get(self, digest: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept, else what `make` makes; nobody else makes anything meanwhile.

        Raises Refused where too many want something made, or it takes too long until their turn.
        """
        if (found := self._look(digest)) is not None:
            return found
        with self._turn():
            if (found := self._look(digest)) is not None:
                return found
            made = make()
            self._keep(digest, made)
        return made

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._waiting.acquire(blocking=False):
            raise _busy()
        try:
            if not self._making.acquire(timeout=_PATIENCE):
                raise _busy()
            try:
                yield
            finally:
                self._making.release()
        finally:
            self._waiting.release()

    def _look(self, digest: str) -> bytes | None:
        with self._looking:
            if digest in self._kept:
                self._kept.move_to_end(digest)
            return self._kept.get(digest)

    def _keep(self, digest: str, made: bytes) -> None:
        with self._looking:
            self._kept[digest] = made
            while sum(map(len, self._kept.values())) > self._most:
                self._kept.popitem(last=False)


def _busy() -> Refused:
    return Refused("unavailable", Text("service.unavailable"), retry_after=10)
