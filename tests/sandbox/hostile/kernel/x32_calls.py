# listed: 59
# expect: refused
# machine: x86_64
"""Make the same calls by their numbers in another ABI of the same architecture."""

from attacking import system_call_number, tried

X32 = 0x40000000
OPEN, GETPID, FORK, SOCKET = 2, 39, 57, 41


def attack(world):
    return tried(
        {
            "who am I": lambda: system_call_number(X32 | GETPID),
            "open": lambda: system_call_number(X32 | OPEN, world["secret"].encode(), 0),
            "socket": lambda: system_call_number(X32 | SOCKET, 2, 1, 0),
        }
    )
