# listed: 36
# expect: refused
"""Debug the grader, the zygote or a bystander, or be debugged by them."""

import os

from attacking import system_call, tried

TRACEME, ATTACH, SEIZE = 0, 16, 0x4206


def attack(world):
    everyone = {"grader": world["grader"], "zygote": os.getppid(), "bystander": world["victim"]}
    attempts = {"itself": lambda: system_call("ptrace", TRACEME, 0, 0, 0)}
    for who, pid in everyone.items():
        for how, request in (("attach", ATTACH), ("seize", SEIZE)):
            attempts[f"{how} {who}"] = lambda pid=pid, request=request: system_call(
                "ptrace", request, pid, 0, 0
            )
    return tried(attempts)
