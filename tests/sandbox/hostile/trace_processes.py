# expect: refused
"""Debug the grader, the zygote or a bystander; read and write their memory."""

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
        for name in ("process_vm_readv", "process_vm_writev"):
            attempts[f"{name} {who}"] = lambda pid=pid, name=name: system_call(
                name, pid, bytes(16), 1, bytes(16), 1, 0
            )
        attempts[f"compare {who}"] = lambda pid=pid: system_call("kcmp", os.getpid(), pid, 0, 1, 1)
    attempts["take a descriptor"] = lambda: system_call("pidfd_getfd", 0, 0, 0)
    attempts["advise"] = lambda: system_call("process_madvise", 0, 0, 0, 0, 0)
    return tried(attempts)
