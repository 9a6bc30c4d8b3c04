"""Tasks for a cluster's processes, which import this: most are said loudly, some end them."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import CannotWrite, Fault


@contextmanager
def shouting(folder: Path) -> Iterator[Callable[[str], str]]:
    """Open what does a task, and leave a word of that in a folder, and of its end."""
    (folder / f"opened-{os.getpid()}").touch()

    def do(task: str) -> str:
        seen = folder / f"seen-{task}"
        again = seen.exists()
        seen.touch()
        if task == "dies" or (task == "dies once" and not again):
            os.kill(os.getpid(), signal.SIGKILL)
        if task == "full":
            raise CannotWrite("no room")
        if task == "bug":
            raise KeyError("a secret")
        if task == "late":
            time.sleep(3600)
        return task.upper()

    yield do
    (folder / f"closed-{os.getpid()}").touch()


@contextmanager
def without_sandbox() -> Iterator[Callable[[str], str]]:
    """Fail to open."""
    raise Fault("no sandbox to be had")
    yield
