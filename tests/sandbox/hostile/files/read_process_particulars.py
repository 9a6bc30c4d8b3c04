# ruff: noqa: PTH208
# listed: 5
# expect: refused
# control: unlocked allowed
"""Read what the kernel tells about the grader, the zygote and a bystander."""

import os

from attacking import tried


def attack(world):
    processes = {"grader": world["grader"], "zygote": os.getppid(), "bystander": world["victim"]}
    attempts = {
        f"{who}'s {file}": lambda path=f"/proc/{pid}/{file}": open(path, "rb").close()
        for who, pid in processes.items()
        for file in ("environ", "cmdline", "maps", "exe")
    }
    for who, pid in processes.items():
        attempts[f"{who}'s descriptors"] = lambda path=f"/proc/{pid}/fd": os.listdir(path)
    return tried(attempts)
