# listed: 52
# expect: refused
# control: unlocked allowed
"""Keep something in the kernel's keyrings, where the next submission would find it."""

from attacking import system_call, tried

PROCESS_KEYRING = -2


def attack(_world):
    return tried(
        {
            "keyrings": lambda: system_call("keyctl", 0, PROCESS_KEYRING, 1),
            "a key": lambda: system_call("add_key", b"user", b"left", b"x", 1, PROCESS_KEYRING),
            "another's key": lambda: system_call("request_key", b"user", b"left", 0, 0),
        }
    )
