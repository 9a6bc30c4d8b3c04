"""Start a zygote's process, perhaps before it is known what for: it loads libraries meanwhile.

Of the standard library only: who wants a sandbox soon calls `ahead` before importing anything else.
"""

import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

ZYGOTE = "grader.sandbox.zygote"
_STOP_SECONDS = 5.0

# all that a zygote inherits; thread counts must be set before numpy is loaded, or a matrix product
# waits for ever for a thread that it may not start
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    **{f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "BLIS", "NUMEXPR")},
    "VECLIB_MAXIMUM_THREADS": "1",
}


@dataclass(frozen=True)
class Launched:
    """A zygote's process that waits to be told what for; `control` is our end of its socket."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    def end(self) -> None:
        """Hang up: the zygote kills its children and ends."""
        self.control.close()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_waiting: list[Launched] = []
"""What was launched ahead, for whoever comes first."""


def launch(before: Sequence[str] = ()) -> Launched:
    """Start a zygote's process; `before` is the command that it is started inside of.

    Raises OSError where no process is to be had.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    descriptor = theirs.fileno()
    try:
        with theirs:
            process = subprocess.Popen(
                [*before, sys.executable, "-I", "-m", ZYGOTE, str(descriptor)],
                pass_fds=[descriptor],
                env=_ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C at the terminal must not reach students' code
            )
    except BaseException:
        ours.close()
        raise
    return Launched(process, ours)


def ahead() -> None:
    """Launch one for whoever takes it, where that can be done; see `dismiss`."""
    if sys.platform != "linux":
        return
    try:
        _waiting.append(launch())
    except OSError:  # whoever needs one tries again, and says what is wrong
        return


def taken() -> Launched:
    """Return the one that was launched ahead, or one launched now. Raises OSError."""
    return _waiting.pop() if _waiting else launch()


def dismiss() -> None:
    """End what was launched ahead and nobody took: it knows nothing and has no children."""
    while _waiting:
        launched = _waiting.pop()
        launched.process.kill()
        launched.end()
