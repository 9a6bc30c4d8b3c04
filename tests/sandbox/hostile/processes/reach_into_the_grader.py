# listed: 38
# expect: refused
"""Read and write the memory of the grader and of a bystander."""

import ctypes
import struct

from attacking import system_call, tried


def attack(world):
    buffer = ctypes.create_string_buffer(64)
    span = struct.pack("<QQ", ctypes.addressof(buffer), 64)
    return tried(
        {
            f"{name} of {who}": lambda name=name, who=who: system_call(
                name, world[who], span, 1, span, 1, 0
            )
            for name in ("process_vm_readv", "process_vm_writev")
            for who in ("grader", "victim")
        }
    )
