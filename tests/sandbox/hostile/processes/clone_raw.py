# listed: 26
# expect: refused
# control: inside found
"""Start a process past the C library."""

import os

from attacking import system_call, tried

SIGCHLD = 17


def attack(_world):
    def clone():
        if system_call("clone", SIGCHLD, 0, 0, 0, 0) == 0:
            os._exit(0)

    return tried({"clone": clone})
