"""Whether a function is being asked in this process: a kernel's copy, or the kernel itself."""

from collections.abc import Iterator
from contextlib import contextmanager

_DEPTH = [0]


def is_asking() -> bool:
    """Tell whether a live function is being asked right now."""
    return _DEPTH[0] > 0


@contextmanager
def asking() -> Iterator[None]:
    """Ask one."""
    _DEPTH[0] += 1
    try:
        yield
    finally:
        _DEPTH[0] -= 1
