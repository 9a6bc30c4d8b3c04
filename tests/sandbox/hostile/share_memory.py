# expect: refused
# control: allowed
"""Attach memory that the grader shares with somebody else."""

from attacking import system_call, tried


def attack(world):
    return tried(
        {
            "find it": lambda: system_call("shmget", world["segment_key"], 4096, 0o600),
            "attach it": lambda: system_call("shmat", world["segment"], 0, 0),
        }
    )
