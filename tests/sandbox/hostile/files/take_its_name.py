# ruff: noqa: PTH104, PTH106, PTH108
# listed: 7
# expect: refused
# control: unlocked allowed
"""Give the grader's file a second name, or take its name away."""

import os

from attacking import tried


def attack(world):
    secret, folder = world["secret"], world["folder"]
    return tried(
        {
            "hard link": lambda: os.link(secret, f"{folder}/hard"),
            "rename": lambda: os.rename(secret, f"{folder}/renamed"),
            "remove": lambda: os.unlink(f"{folder}/renamed"),
            "remove folder": lambda: os.rmdir(folder),
        }
    )
