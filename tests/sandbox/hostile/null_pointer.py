# expect: crashed
# why: ended.signal SIGSEGV
"""Read where nothing is."""

import ctypes


def attack(_world):
    return ctypes.string_at(0)
