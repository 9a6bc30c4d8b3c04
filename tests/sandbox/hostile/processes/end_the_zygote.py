# listed: 31
# expect: refused
# control: inside dies or found
"""End the process that this one was forked from; signal 0 asks whether it may.

Without protections it often ends with it, and sometimes tells of it first.
"""

import os
import signal

from attacking import tried


def attack(world):
    parent = os.getppid()
    return tried(
        {
            "ask": lambda: os.kill(parent, 0),
            "its group": lambda: os.killpg(os.getpgrp(), 0),
            "end": lambda: os.kill(parent, signal.SIGKILL),
        }
    )
