"""How long a process was ready to run and the machine had no processor for it, as Linux counts it.

A busy machine must not cost a student points: such time is not the student's. No program can forge
it: it grows only while others run. Where the kernel does not count it, it is 0.
"""

import os


class TurnedAway:
    """The time for which a process, of one thread, was turned away."""

    def __init__(self, pidfd: int) -> None:
        """`pidfd` is of the process; what it is called in other namespaces is no matter."""
        self._path = _schedstat(pidfd)

    def seconds(self) -> float:
        """Return it, from the process's start to now; 0 where it is not known, or has ended."""
        try:
            with open(self._path, "rb") as counted:
                return int(counted.read(128).split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0


def _schedstat(pidfd: int) -> str:
    try:
        with open(f"/proc/self/fdinfo/{pidfd}", "rb") as told:
            lines = dict(line.split(b":", 1) for line in told.read(4096).splitlines())
        return f"/proc/{int(lines[b'Pid'])}/schedstat"
    except (OSError, KeyError, ValueError):
        return os.devnull
