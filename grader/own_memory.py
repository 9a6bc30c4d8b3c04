"""A limit on this process's own memory, so that no submission takes the whole machine's.

Beyond it Python raises MemoryError, which ends one submission and no other.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATM = Path("/proc/self/statm")


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
