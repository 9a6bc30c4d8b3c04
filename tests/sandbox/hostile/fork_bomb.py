# expect: refused
"""Start processes, and processes of theirs."""

import os

from attacking import system_call, tried

SIGCHLD = 17


def attack(_world):
    def fork():
        if os.fork() == 0:
            os._exit(0)

    def clone(name, *arguments):
        if system_call(name, *arguments) == 0:
            os._exit(0)

    attempts = {f"fork {n}": fork for n in range(20)}
    attempts["clone"] = lambda: clone("clone", SIGCHLD, 0, 0, 0, 0)
    attempts["clone3"] = lambda: clone("clone3", bytes(32) + bytes([SIGCHLD]) + bytes(55), 88)
    return tried(attempts)
