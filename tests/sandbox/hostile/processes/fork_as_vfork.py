# listed: 25
# machine: x86_64
# expect: refused
# control: inside dies
"""Start a process that borrows this one's memory."""

import os

from attacking import system_call, tried


def attack(_world):
    def vfork():
        if system_call("vfork") == 0:
            os._exit(0)

    return tried({"vfork": vfork})
