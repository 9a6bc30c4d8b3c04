# listed: 75
# expect: crashed
# why: ended.signal SIGSEGV
# control: inside dies
"""Read where nothing is."""

import ctypes


def attack(_world):
    return ctypes.string_at(0)
