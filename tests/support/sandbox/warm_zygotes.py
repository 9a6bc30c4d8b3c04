"""The sandboxes that tests start in their own process: their zygotes are forked, libraries and all.

Most of what a sandbox takes to start is Python and numpy. Here a server that has loaded them, and
nothing else, forks each zygote, which goes on as one that was started: it is told what for, takes
its own provided modules and locks itself down. What tests the sandbox itself (`cold_zygotes`), and
every command that is started as a process, has zygotes as everybody has them.
"""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from grader.sandbox import launch

_STARTED = launch.launch


class _Forked:
    """A zygote's process, which is a child of the server's, as far as `Launched` needs it."""

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self._pidfd = pidfd

    def wait(self, seconds: float | None = None) -> None:
        poller = select.poll()
        poller.register(self._pidfd, select.POLLIN)
        if not poller.poll(None if seconds is None else seconds * 1000):
            raise subprocess.TimeoutExpired("zygote", seconds or 0)
        os.close(self._pidfd)

    def kill(self) -> None:
        signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)


@contextmanager
def warm_zygotes() -> Iterator[str]:
    """Have sandboxes of this process forked by a server, for a whole session; say its address."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind("")  # the kernel chooses a name that is no file's
        listening.listen()
        address = listening.getsockname().decode()
        server = subprocess.Popen(
            [sys.executable, "-I", Path(__file__).with_name("zygote_server.py"),
             str(listening.fileno())],
            pass_fds=[listening.fileno()], env=launch._ENVIRONMENT, cwd="/",
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    with server, taken_from(address):
        yield address


@contextmanager
def taken_from(address: str) -> Iterator[None]:
    """Have sandboxes of this process forked by the server at an address; with none, started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launch, "launch", partial(_forked, address) if address else _STARTED)
        yield


def warmed() -> str:
    """Return the address of the server that this process takes zygotes from; empty for none."""
    now = launch.launch
    return cast(str, now.args[0]) if isinstance(now, partial) else ""


def _forked(address: str, before: Sequence[str] = ()) -> launch.Launched:
    if before:  # inside of another program
        return _STARTED(before)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
        server.connect(address.encode())
        socket.send_fds(server, [b"Z"], [theirs.fileno()])
        pid, [pidfd], _flags, _from = socket.recv_fds(server, 32, 1)
    process = cast("subprocess.Popen[bytes]", _Forked(int(pid), pidfd))
    return launch.Launched(process, ours)
