# listed: 20
# expect: refused
# control: unlocked allowed
"""Signal to another submission by locks on the file that both have open."""

import fcntl

from attacking import tried

NULL = 0


def attack(_world):
    return tried(
        {
            "whole file": lambda: fcntl.flock(NULL, fcntl.LOCK_SH),
            "range": lambda: fcntl.lockf(NULL, fcntl.LOCK_SH),
            "signal at changes": lambda: fcntl.fcntl(NULL, fcntl.F_NOTIFY, 0),
        }
    )
