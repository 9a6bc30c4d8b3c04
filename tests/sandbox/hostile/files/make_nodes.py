# ruff: noqa: PTH102
# listed: 18
# expect: refused
# control: unlocked allowed
"""Make folders, pipes and nameless files; cut the grader's file short."""

import os

from attacking import system_call, tried

HERE = -100


def attack(world):
    secret, folder = world["secret"], world["folder"]
    return tried(
        {
            "length": lambda: os.truncate(secret, 0),
            "folder": lambda: os.mkdir(f"{folder}/made"),
            "pipe": lambda: os.mkfifo(f"{folder}/pipe"),
            "node": lambda: system_call("mknodat", HERE, f"{folder}/node".encode(), 0o100600, 0),
            "nameless": lambda: os.open(folder, os.O_TMPFILE | os.O_RDWR),
        }
    )
