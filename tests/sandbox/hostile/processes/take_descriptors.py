# listed: 39
# expect: refused
"""Take a descriptor out of the grader, compare with it, give the kernel advice about it."""

import os

from attacking import system_call, tried


def attack(world):
    grader = world["grader"]
    return tried(
        {
            "take": lambda: system_call("pidfd_getfd", 0, 0, 0),
            "compare": lambda: system_call("kcmp", os.getpid(), grader, 0, 1, 1),
            "advise": lambda: system_call("process_madvise", 0, 0, 0, 0, 0),
        }
    )
