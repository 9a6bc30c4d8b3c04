# listed: 34
# expect: refused
# control: unlocked allowed
"""Have the kernel send the signal: by the owner of a descriptor."""

import fcntl
import signal

from attacking import tried

F_SETSIG = 10


def attack(world):
    return tried(
        {
            "owner": lambda: fcntl.fcntl(3, fcntl.F_SETOWN, world["victim"]),
            "signal": lambda: fcntl.fcntl(3, F_SETSIG, signal.SIGKILL),
        }
    )
