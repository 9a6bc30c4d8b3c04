# listed: 110
# expect: crashed
# why: ended.signal
# control: inside dies
"""Overwrite the C library in memory: a private copy, gone with the process."""

import ctypes

from attacking import libc, system_call


def attack(_world):
    page = ctypes.cast(libc.getpid, ctypes.c_void_p).value & ~4095
    system_call("mprotect", page, 4096, 7)
    ctypes.memset(page, 0xCC, 4096)
    libc.getpid()
