"""A process and all that it started: who they are, and how much memory they take together."""

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_EVERY_SECONDS = 0.5


def children(pid: int | str) -> list[int]:
    """Return the processes that a process has started, and that still are its own."""
    found = []
    with suppress(OSError):  # it has ended
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (thread / "children").read_text("ascii").split()]
    return found


def command(pid: int) -> str:
    """Return a process's command line; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def kind_of(pid: int) -> str:
    """Return what a process of a class run is."""
    told = command(pid)
    if "grader.sandbox.zygote" in told:
        return "sandbox"
    return "worker" if "spawn_main" in told else "grader"


@dataclass
class Memory:
    """The most that a tree of processes took at a time, in MB, of the moments it was looked at.

    What processes share is counted once: each has its part of it (PSS).
    """

    tree: float = 0.0
    by_kind: dict[str, float] = field(default_factory=dict)
    """The largest single process of each kind; students' processes count as `sandbox`."""

    def look(self, top: int) -> None:
        """Take what the tree has now."""
        sizes: dict[str, list[float]] = {}
        waiting = [top]
        while waiting:
            pid = waiting.pop()
            waiting += children(pid)
            sizes.setdefault(kind_of(pid), []).append(_megabytes(pid))
        self.tree = max(self.tree, sum(map(sum, sizes.values())))
        for kind, found in sizes.items():
            self.by_kind[kind] = max(self.by_kind.get(kind, 0.0), *found)


class Watch(threading.Thread):
    """Looks at the memory of a tree until it is told to stop."""

    def __init__(self, top: int, every: float = _EVERY_SECONDS) -> None:
        super().__init__(daemon=True)
        self.memory = Memory()
        self._top = top
        self._every = every
        self._is_over = threading.Event()

    def run(self) -> None:
        """Look, and look again."""
        while not self._is_over.wait(self._every):
            self.memory.look(self._top)

    def end(self) -> Memory:
        """Stop; return what was seen."""
        self._is_over.set()
        self.join()
        return self.memory


def _megabytes(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
