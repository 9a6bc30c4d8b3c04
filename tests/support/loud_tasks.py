"""What processes of a pool or a cluster do; they import this and no test, which takes longer."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import CannotWrite, Fault


def shout(folder: Path) -> Callable[[str], str]:
    """Make what does a task: most are said loudly, some end their process."""
    (folder / f"started-{os.getpid()}").touch()

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
        if task == "late and deaf":
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
                signal.signal(number, signal.SIG_IGN)
            re.match("(a+)+$", "a" * 60 + "b")  # hours in one call of C code
        if task == "late":
            time.sleep(3600)
        return task.upper()

    return do


def never_starts(folder: Path, how: str) -> Callable[[str], str]:
    """Fail to make it."""
    (folder / f"started-{os.getpid()}").touch()
    if how == "dies":
        os._exit(1)
    if how == "bug":
        raise KeyError("a secret")
    raise Fault("no sandbox to be had")


def starts_at_last(folder: Path) -> Callable[[str], str]:
    """Make it from the third process on."""
    if len(list(folder.glob("started-*"))) < 2:
        never_starts(folder, "dies")
    return shout(folder)


@contextmanager
def shouting(folder: Path) -> Iterator[Callable[[str], str]]:
    """Open what does a task, and leave a word of its end in a folder."""
    yield shout(folder)
    (folder / f"closed-{os.getpid()}").touch()


@contextmanager
def without_sandbox() -> Iterator[Callable[[str], str]]:
    """Fail to open."""
    raise Fault("no sandbox to be had")
    yield
