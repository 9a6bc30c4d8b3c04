# listed: 53
# expect: refused
"""Watch the kernel at work, or make it wait."""

from attacking import system_call, tried


def attack(_world):
    return tried(
        {
            "bpf": lambda: system_call("bpf", 5, bytes(128), 128),
            "counters": lambda: system_call("perf_event_open", bytes(128), 0, -1, -1, 0),
            "page faults": lambda: system_call("userfaultfd", 1),
        }
    )
