"""The probe: an exercise that tries what no student's process may do, and says what happened.

The start-up self-test runs it in a real child. "allowed" is the only bad answer; for `TELLING` it
is the usual one where there are no namespaces.
"""

import ctypes
import errno
import os
import platform
import socket
from collections.abc import Callable
from typing import Any, ClassVar

from grader.exercise import Case, Exercise
from grader.sandbox import linux

_X86_64 = platform.machine() == "x86_64"
_SYS_PTRACE = 101 if _X86_64 else 117
_SYS_SHMGET = 29 if _X86_64 else 194
_SYS_SHMCTL, _IPC_RMID = 31 if _X86_64 else 195, 0
_SYS_IO_URING_SETUP = 425
_SYS_KEYCTL = 250 if _X86_64 else 219


TELLING = "see whether a file is there"
"""The one attempt that only namespaces refuse; no tier depends on it."""


class Probe(Exercise):
    """Inputs: `secret` (path of a file of the grader's), `grader` (its pid)."""

    name: ClassVar[str] = "self-test"

    def run(self, student: Any, case: Case) -> dict[str, str]:
        """Try every forbidden action; return what became of each."""
        secret, grader = case.secret, case.grader
        attempts: dict[str, Callable[[], object]] = {
            "read a file of the grader": lambda: os.open(secret, os.O_RDONLY),
            "change a file of the grader": lambda: os.chmod(secret, 0o600),
            "write a file": lambda: _write(secret + ".probe"),
            "list the root folder": lambda: os.listdir("/"),
            "read the grader's memory": lambda: os.open(f"/proc/{grader}/mem", os.O_RDONLY),
            "start a process": _fork,
            "replace the process": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
            "open a TCP socket": socket.socket,
            "open a UDP socket": lambda: socket.socket(type=socket.SOCK_DGRAM),
            "open a local socket": socket.socketpair,
            "signal the grader": lambda: os.kill(grader, 0),
            "trace a process": lambda: linux.call(_SYS_PTRACE, 0, 0, 0, 0),
            "share memory": _share_memory,
            "use io_uring": lambda: linux.call(_SYS_IO_URING_SETUP, 1, 0),
            "use the kernel's keyrings": lambda: linux.call(_SYS_KEYCTL, 0, ctypes.c_int(-3), 0),
            TELLING: lambda: os.stat(secret),
        }
        return {what: _tried(attempt) for what, attempt in attempts.items()}


def _tried(attempt: Callable[[], object]) -> str:
    try:
        attempt()
        return "allowed"
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "refused")


# what was allowed is undone, for the probe also runs where nothing holds


def _write(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    os.unlink(path)


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _share_memory() -> None:
    segment = linux.call(_SYS_SHMGET, 0, 4096, 0o600)
    linux.call(_SYS_SHMCTL, segment, _IPC_RMID, None)
