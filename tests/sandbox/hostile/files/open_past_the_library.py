# listed: 9
# expect: refused
# control: unlocked allowed
"""Open and make files past Python and the C library."""

import os

from attacking import system_call, tried

HERE = -100


def attack(world):
    path = world["secret"].encode()
    return tried(
        {
            "open": lambda: system_call("open", path, os.O_RDONLY),
            "openat": lambda: system_call("openat", HERE, path, os.O_RDONLY, 0),
            "creat": lambda: system_call("creat", path + b".new", 0o600),
        }
    )
