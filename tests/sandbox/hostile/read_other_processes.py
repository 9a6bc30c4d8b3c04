# ruff: noqa: PTH208
# expect: refused
# control: allowed
"""Read the memory and the particulars of the grader, the zygote and a bystander."""

import os

from attacking import tried


def attack(world):
    processes = {"grader": world["grader"], "zygote": os.getppid(), "bystander": world["victim"]}
    files = ("mem", "environ", "cmdline", "maps")
    attempts = {
        f"{who}'s {file}": lambda path=f"/proc/{pid}/{file}": open(path, "rb").close()
        for who, pid in processes.items()
        for file in files
    }
    for who, pid in processes.items():
        attempts[f"{who}'s descriptors"] = lambda path=f"/proc/{pid}/fd": os.listdir(path)
        attempts[f"{who}'s program"] = lambda path=f"/proc/{pid}/exe": open(path, "rb").close()
    return tried(attempts)
