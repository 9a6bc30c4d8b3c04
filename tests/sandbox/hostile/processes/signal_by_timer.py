# listed: 35
# expect: refused
# control: unlocked allowed
"""Have the kernel send the signal: by a timer."""

from attacking import system_call, tried


def attack(_world):
    return tried({"timer": lambda: system_call("timer_create", 0, 0, bytes(8))})
