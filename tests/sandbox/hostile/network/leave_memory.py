# listed: 49
# expect: refused
"""Leave something for the next submission in memory that outlives a process and has a name."""

from multiprocessing import shared_memory

from attacking import system_call, tried


def attack(_world):
    return tried(
        {
            "queue": lambda: system_call("mq_open", b"left", 0o102, 0o600, 0),
            "shared memory": lambda: shared_memory.SharedMemory(create=True, size=4096),
        }
    )
