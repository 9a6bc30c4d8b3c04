# expect: refused
# control: allowed
"""Read a file of the grader past Python's own functions."""

import ctypes
import os

from attacking import libc, system_call, tried

HERE = -100


def attack(world):
    secret = world["secret"].encode()

    def with_stdio():
        libc.fopen.restype = ctypes.c_void_p
        if not libc.fopen(secret, b"r"):
            raise OSError(ctypes.get_errno(), "refused")

    return tried(
        {
            "fopen": with_stdio,
            "open": lambda: system_call("open", secret, os.O_RDONLY),
            "openat": lambda: system_call("openat", HERE, secret, os.O_RDONLY, 0),
            "openat2": lambda: system_call("openat2", HERE, secret, bytes(24), 24),
            "creat": lambda: system_call("creat", secret + b".new", 0o600),
        }
    )
