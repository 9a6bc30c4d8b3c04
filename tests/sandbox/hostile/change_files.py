# ruff: noqa: PTH101, PTH102
# expect: refused
# control: allowed
"""Change the grader's file, or what is written about it."""

import os

from attacking import tried


def attack(world):
    secret, folder = world["secret"], world["folder"]
    return tried(
        {
            "mode": lambda: os.chmod(secret, 0o777),
            "owner": lambda: os.chown(secret, os.getuid(), -1),
            "time": lambda: os.utime(secret, (5, 5)),
            "attribute": lambda: os.setxattr(secret, "user.seen", b"1"),
            "length": lambda: os.truncate(secret, 0),
            "new folder": lambda: os.mkdir(f"{folder}/made"),
            "new pipe": lambda: os.mkfifo(f"{folder}/pipe"),
        }
    )
