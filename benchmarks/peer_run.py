"""A command run to its end, and what it took: of all its processes together."""

import ctypes
import os
import resource
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from process_tree import Watch

_OFTEN = 0.1
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR")
_PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Used:
    """Seconds of processor and of clock, the most megabytes at a time, and whether it ended."""

    cpu: float = 0.0
    wall: float = 0.0
    megabytes: float = 0.0
    ended: bool = True

    def __add__(self, other: "Used") -> "Used":
        """Return what two commands took, one after the other."""
        return Used(
            self.cpu + other.cpu, self.wall + other.wall,
            max(self.megabytes, other.megabytes), self.ended and other.ended,
        )  # fmt: skip


def run(
    command: list[str], folder: Path, limit: float = 1800.0, told: dict[str, str] | None = None
) -> Used:
    """Run a command in a folder; what is still there after so many seconds is killed.

    Its output is kept beside it. The processor time is that of all its processes, of those too that
    nobody waited for before they lost their parent: they become this process's own.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # what an environment has installed calls what it has installed
    environment["PATH"] = f"{Path(command[0]).parent}{os.pathsep}{environment['PATH']}"
    # every peer computes on one core, as ours does
    environment |= {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    environment |= {"HOME": str(folder), **(told or {})}
    before, started = _waited_for(), time.perf_counter()
    with (folder / "output.txt").open("ab") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
        watch = Watch(process.pid, every=_OFTEN)
        watch.start()
        try:
            ended = _ends(process, limit)
        finally:  # Ctrl-C: a loop without an end would go on by itself
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        wall = time.perf_counter() - started
    memory = watch.end()
    _take_in_orphans()
    return Used(_waited_for() - before, wall, memory.tree, ended)


def _ends(process: "subprocess.Popen[bytes]", limit: float) -> bool:
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    return True


def _take_in_orphans() -> None:
    """Wait for what has lost its parent; all of it is on its way out."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
