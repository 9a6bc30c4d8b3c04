# listed: 11
# expect: refused
# control: unlocked allowed
"""Ask the kernel for a handle of the grader's file, and open that."""

import struct

from attacking import system_call, tried

HERE = -100


def attack(world):
    handle = struct.pack("<Ii", 128, 0) + bytes(128)
    path = world["secret"].encode()
    return tried(
        {
            "name": lambda: system_call("name_to_handle_at", HERE, path, handle, bytes(4), 0),
            "open": lambda: system_call("open_by_handle_at", HERE, handle, 0),
        }
    )
