"""Forks zygotes that have loaded their libraries: ``python -I zygote_server.py DESCRIPTOR``.

DESCRIPTOR listens; whoever connects sends the end of a control socket that a zygote is to serve,
and gets its process id and a pidfd. It ends with whoever holds the other end of its standard input.
"""

import gc
import importlib
import os
import select
import signal
import socket
import sys
from typing import NoReturn

from grader.sandbox import beside, zygote


def main(descriptor: int) -> None:
    """Load what a zygote loads, and fork one for each that asks."""
    listening = socket.socket(fileno=descriptor)
    beside.read_all()
    beside.compile_all()
    for name in zygote.PRELOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    living: dict[int, int] = {}
    poller = select.poll()
    poller.register(listening, select.POLLIN)
    poller.register(0, select.POLLIN)
    while True:
        for ready, _event in poller.poll():
            if ready == 0:
                return
            if ready == descriptor:
                pidfd, pid = _forked(listening, list(living))
                living[pidfd] = pid
                poller.register(pidfd, select.POLLIN)
            else:
                poller.unregister(ready)
                os.close(ready)
                os.waitpid(living.pop(ready), 0)


def _forked(listening: socket.socket, of_others: list[int]) -> tuple[int, int]:
    talk, _address = listening.accept()
    with talk:
        _message, [control], _flags, _from = socket.recv_fds(talk, 1, 1)
        pid = os.fork()
        if pid == 0:
            for ours in (talk.detach(), listening.detach(), *of_others):
                os.close(ours)
            _become_zygote(control)
        os.close(control)
        pidfd = os.pidfd_open(pid)
        socket.send_fds(talk, [str(pid).encode()], [pidfd])
        return pidfd, pid


def _become_zygote(control: int) -> NoReturn:
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)  # which told the server that it is no longer needed
        os.close(null)
        zygote.main(control)
    finally:
        os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(int(sys.argv[1]))
