"""A service's folder, held by one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import NotServed
from grader.model import Text
from grader.service.refusal import not_served


class Occupied(NotServed):
    """A service is running in the folder."""


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Hold the folder: two services in one would undo each other's work. Raises Occupied."""
    data.mkdir(mode=0o711, parents=True, exist_ok=True)  # the database's user passes
    with (data / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = Text("serve.occupied", {"folder": str(data)})
            raise not_served(text, Occupied) from None
        yield
