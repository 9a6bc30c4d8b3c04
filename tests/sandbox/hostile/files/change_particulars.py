# ruff: noqa: PTH101
# listed: 19
# expect: refused
# control: unlocked allowed
"""Change who may read the grader's file, whose it is, its dates and its attributes."""

import os

from attacking import tried


def attack(world):
    secret = world["secret"]
    return tried(
        {
            "mode": lambda: os.chmod(secret, 0o777),
            "owner": lambda: os.chown(secret, os.getuid(), -1),
            "time": lambda: os.utime(secret, (5, 5)),
            "attribute": lambda: os.setxattr(secret, "user.seen", b"1"),
        }
    )
