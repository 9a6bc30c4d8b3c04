"""A channel whose other end says what it likes, for tests of what comes of it."""

from collections.abc import Callable
from typing import Any

from grader.remote.session import Batch, Session


class Forger:
    """A channel that answers what it likes, and keeps what it was sent."""

    def __init__(self, say: Callable[[Batch], Any]) -> None:
        self._say = say
        self.seen: list[Batch] = []

    def exchange(self, batch: Batch) -> list[Any]:
        self.seen.append(batch)
        return [self._say(batch) for _ in batch.wanted]


def saying(value: Any) -> Session:
    return Session(Forger(lambda _: value))


def handle_of(session: Session) -> Any:
    return session.record("hold", 1)
