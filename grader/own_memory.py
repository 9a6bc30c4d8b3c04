"""The memory of a process of ours: a limit on it, and how often garbage is looked for.

The limit is there so that no submission takes the whole machine's. Beyond it Python raises
MemoryError, which ends one submission and no other.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")

_COLLECTIONS = (7_000, 10, 10)


def collect_rarely() -> None:
    """Look for garbage in cycles a tenth as often as Python does by itself.

    Scalars with closures and trees of code are made in great numbers, and seldom are garbage yet.
    """
    gc.set_threshold(*_COLLECTIONS)


def limit_memory(more_mb: int) -> int | None:
    """Let this process take so much more address space than it has; return the limit before.

    None where it cannot be limited. What this process starts may lift the limit again: it is no
    wall, and the sandbox sets its own.
    """
    if sys.platform != "linux" or not _STATM.exists():
        return None
    import resource  # there is none on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    wanted = taken + (more_mb << 20)
    unlimited = resource.RLIM_INFINITY
    allowed = [wanted, *(bound for bound in (soft, hard) if bound != unlimited)]
    resource.setrlimit(resource.RLIMIT_AS, (min(allowed), hard))
    return soft


@contextmanager
def limited_memory(more_mb: int) -> Iterator[None]:
    """Limit this process's memory for a while."""
    before = limit_memory(more_mb)
    try:
        yield
    finally:
        if before is not None:
            import resource

            _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (before, hard))
