# expect: refused
# control: allowed
"""Have the kernel send the signal: by the owner of a descriptor, or by a timer."""

import fcntl
import signal

from attacking import system_call, tried

F_SETSIG = 10


def attack(world):
    return tried(
        {
            "owner": lambda: fcntl.fcntl(3, fcntl.F_SETOWN, world["victim"]),
            "signal": lambda: fcntl.fcntl(3, F_SETSIG, signal.SIGKILL),
            "timer": lambda: system_call("timer_create", 0, 0, bytes(8)),
        }
    )
