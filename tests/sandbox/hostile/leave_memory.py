# expect: refused
"""Leave something for the next submission in memory that outlives a process."""

from multiprocessing import shared_memory

from attacking import system_call, tried

CREATE = 0o1600


def attack(_world):
    return tried(
        {
            "segment": lambda: system_call("shmget", 77, 4096, CREATE),
            "messages": lambda: system_call("msgget", 77, CREATE),
            "semaphores": lambda: system_call("semget", 77, 1, CREATE),
            "queue": lambda: system_call("mq_open", b"left", 0o102, 0o600, 0),
            "shared memory": lambda: shared_memory.SharedMemory(create=True, size=4096),
        }
    )
