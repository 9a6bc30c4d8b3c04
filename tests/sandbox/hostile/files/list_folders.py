# ruff: noqa: PTH208
# listed: 14
# expect: refused
# control: unlocked allowed
"""Look around in folders that are none of a student's business."""

import os

from attacking import tried


def attack(world):
    folders = ["/", "/tmp", "/home", "/root", "/etc", "/proc", "/proc/self", "/sys", "/dev"]
    return tried({path: lambda path=path: os.listdir(path) for path in [*folders, world["folder"]]})
