# listed: 54
# expect: refused
# control: unlocked allowed
"""Make files that are in no folder."""

from attacking import system_call, tried


def attack(_world):
    return tried(
        {
            "memory file": lambda: system_call("memfd_create", b"x", 0),
            "secret memory": lambda: system_call("memfd_secret", 0),
        }
    )
