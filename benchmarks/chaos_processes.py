"""The processes of a class run, as `chaos.py` finds, kills and buries them."""

import ctypes
import os
import signal

from process_tree import children, command

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Become the parent of whatever outlives its own, so that nothing is overlooked."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def family(grader: int) -> dict[str, list[int]]:
    """Name the processes of a run by what they are."""
    workers = [pid for pid in children(grader) if "spawn_main" in command(pid)]
    zygotes = [
        pid
        for worker in workers
        for pid in children(worker)
        if "grader.sandbox.zygote" in command(pid)
    ]
    students = [pid for zygote in zygotes for pid in children(zygote)]
    return {
        "student's process": students, "zygote": zygotes, "worker": workers, "grader": [grader]
    }  # fmt: skip


def orphans() -> list[int]:
    """Return what is still there of runs that have ended, having buried what is dead."""
    for pid in children("self"):
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            continue
    return children("self")


def kill(pid: int) -> bool:
    """Kill a process; whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
