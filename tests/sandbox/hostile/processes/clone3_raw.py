# listed: 27
# expect: refused
# control: inside found
"""Start a process by the newest call for it, whose arguments no filter can look at."""

import os

from attacking import system_call, tried

SIGCHLD = 17


def attack(_world):
    def clone3():
        if system_call("clone3", bytes(32) + bytes([SIGCHLD]) + bytes(55), 88) == 0:
            os._exit(0)

    return tried({"clone3": clone3})
