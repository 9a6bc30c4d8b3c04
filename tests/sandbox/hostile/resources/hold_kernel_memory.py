# listed: 65
# expect: refused
# control: unlocked allowed
"""Hold memory that no limit of the process counts."""

import os

from attacking import system_call, tried


def attack(_world):
    return tried(
        {
            "pipe": os.pipe,
            "event": lambda: system_call("eventfd2", 0, 0),
            "poll set": lambda: system_call("epoll_create1", 0),
            "timer": lambda: system_call("timerfd_create", 1, 0),
            "signals": lambda: system_call("signalfd4", -1, bytes(8), 8, 0),
        }
    )
