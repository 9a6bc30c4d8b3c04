# listed: 12
# expect: refused
# control: unlocked allowed
"""Read a file of the grader with C's own functions."""

import ctypes

from attacking import libc, tried


def attack(world):
    def with_stdio():
        libc.fopen.restype = ctypes.c_void_p
        if not libc.fopen(world["secret"].encode(), b"r"):
            raise OSError(ctypes.get_errno(), "refused")

    return tried({"fopen": with_stdio})
