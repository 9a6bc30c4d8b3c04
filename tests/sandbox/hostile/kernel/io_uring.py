# listed: 50
# expect: refused
"""Ask the kernel to make calls on its behalf, past every filter."""

from attacking import system_call, tried


def attack(_world):
    return tried({"io_uring": lambda: system_call("io_uring_setup", 4, bytes(120))})
