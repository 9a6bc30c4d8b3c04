"""What the self-test hands in: a program that tries what no student's process may do.

Run as a submission, in a real child, and never imported. "allowed" is the only bad answer. It needs
nothing of the grader's, since a child has nothing of it.
"""

import ctypes
import errno
import os
import platform
import socket
from collections.abc import Callable

_X86_64 = platform.machine() == "x86_64"
_SYS_PTRACE = 101 if _X86_64 else 117
_SYS_SHMGET = 29 if _X86_64 else 194
_SYS_SHMCTL, _IPC_RMID = 31 if _X86_64 else 195, 0
_SYS_IO_URING_SETUP = 425
_SYS_KEYCTL = 250 if _X86_64 else 219


def probe(secret: str, grader: int, telling: str) -> dict[str, str]:
    """Try every forbidden action; return what became of each.

    `secret` is the path of a file of the grader's, `grader` its pid, `telling` what to call the
    look at a file.
    """
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
        "trace a process": lambda: _call(_SYS_PTRACE, 0, 0, 0, 0),
        "share memory": _share_memory,
        "use io_uring": lambda: _call(_SYS_IO_URING_SETUP, 1, 0),
        "use the kernel's keyrings": lambda: _call(_SYS_KEYCTL, 0, ctypes.c_int(-3), 0),
        telling: lambda: os.stat(secret),
    }
    return {what: _tried(attempt) for what, attempt in attempts.items()}


def _tried(attempt: Callable[[], object]) -> str:
    try:
        attempt()
        return "allowed"
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "refused")


def _call(number: int, *arguments: object) -> int:
    """Make a system call. Raises OSError as the kernel refuses."""
    result: int = ctypes.CDLL(None, use_errno=True).syscall(number, *arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return result


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
    segment = _call(_SYS_SHMGET, 0, 4096, 0o600)
    _call(_SYS_SHMCTL, segment, _IPC_RMID, None)
