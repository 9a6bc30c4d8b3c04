# listed: 8
# expect: refused
# control: unlocked allowed
"""Open the grader's file by the newest call for it."""

from attacking import system_call, tried

HERE = -100


def attack(world):
    path = world["secret"].encode()
    return tried({"openat2": lambda: system_call("openat2", HERE, path, bytes(24), 24)})
