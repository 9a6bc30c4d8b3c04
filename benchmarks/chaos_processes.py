"""The processes of a class run, as `chaos.py` finds, kills and buries them."""

import ctypes
import os
import signal
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Become the parent of whatever outlives its own, so that nothing is overlooked."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def family(grader: int) -> dict[str, list[int]]:
    """Name the processes of a run by what they are."""
    workers = [pid for pid in _children(grader) if "spawn_main" in _command(pid)]
    zygotes = [
        pid
        for worker in workers
        for pid in _children(worker)
        if "grader.sandbox.zygote" in _command(pid)
    ]
    students = [pid for zygote in zygotes for pid in _children(zygote)]
    return {
        "student's process": students, "zygote": zygotes, "worker": workers, "grader": [grader]
    }  # fmt: skip


def orphans() -> list[int]:
    """Return what is still there of runs that have ended, having buried what is dead."""
    for pid in _children("self"):
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            continue
    return _children("self")


def kill(pid: int) -> bool:
    """Kill a process; whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _children(pid: int | str) -> list[int]:
    found = []
    with suppress(OSError):  # it has ended
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (thread / "children").read_text("ascii").split()]
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
