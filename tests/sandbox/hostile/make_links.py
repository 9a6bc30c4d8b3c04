# ruff: noqa: PTH104, PTH106, PTH108, PTH211
# expect: refused
# control: allowed
"""Reach the grader's file by another name, or take its name away."""

import os

from attacking import tried


def attack(world):
    secret, folder = world["secret"], world["folder"]
    return tried(
        {
            "symbolic link": lambda: os.symlink(secret, f"{folder}/symbolic"),
            "hard link": lambda: os.link(secret, f"{folder}/hard"),
            "rename": lambda: os.rename(secret, f"{folder}/renamed"),
            "remove": lambda: os.unlink(f"{folder}/renamed"),
            "remove folder": lambda: os.rmdir(folder),
        }
    )
