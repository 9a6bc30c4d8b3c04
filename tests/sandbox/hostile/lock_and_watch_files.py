# expect: refused
# control: allowed
"""Signal to another submission by locks and watches on the file that both have open."""

import fcntl

from attacking import system_call, tried

NULL = 0


def attack(_world):
    return tried(
        {
            "whole file": lambda: fcntl.flock(NULL, fcntl.LOCK_SH),
            "range": lambda: fcntl.lockf(NULL, fcntl.LOCK_SH),
            "signal at changes": lambda: fcntl.fcntl(NULL, fcntl.F_NOTIFY, 0),
            "inotify": lambda: system_call("inotify_init1", 0),
            "fanotify": lambda: system_call("fanotify_init", 0, 0),
        }
    )
