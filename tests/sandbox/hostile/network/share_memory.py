# listed: 48
# expect: refused
# control: unlocked allowed
"""Attach memory that the grader shares with somebody else; leave queues that outlive a process."""

from attacking import system_call, tried

CREATE, REMOVE = 0o1600, 0


def attack(world):
    def leave(kind, *size):
        made = system_call(f"{kind}get", 0, *size, CREATE)
        system_call(f"{kind}ctl", made, REMOVE, 0, 0)  # where it is allowed nothing shall stay

    return tried(
        {
            "find it": lambda: system_call("shmget", world["segment_key"], 4096, 0o600),
            "attach it": lambda: system_call("shmat", world["segment"], 0, 0),
            "segment": lambda: leave("shm", 4096),
            "messages": lambda: leave("msg"),
            "semaphores": lambda: leave("sem", 1),
        }
    )
