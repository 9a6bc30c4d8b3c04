# listed: 40
# expect: refused
# control: unlocked allowed
"""Change the limits, the processor or the priority of somebody else."""

from attacking import system_call, tried

NOFILE = 7


def attack(world):
    victim = world["victim"]
    return tried(
        {
            "limits": lambda: system_call("prlimit64", victim, NOFILE, 0, bytes(16)),
            "processor": lambda: system_call("sched_setaffinity", victim, 8, b"\1" + bytes(7)),
            "priority": lambda: system_call("setpriority", 0, victim, 19),
            "disk priority": lambda: system_call("ioprio_set", 1, victim, 0),
            "scheduler": lambda: system_call("sched_setscheduler", victim, 0, bytes(4)),
        }
    )
