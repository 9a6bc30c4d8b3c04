# listed: 37
# expect: refused
"""Read and write the memory of the zygote."""

import ctypes
import os
import struct

from attacking import system_call, tried


def attack(_world):
    buffer = ctypes.create_string_buffer(64)
    span = struct.pack("<QQ", ctypes.addressof(buffer), 64)
    return tried(
        {
            name: lambda name=name: system_call(name, os.getppid(), span, 1, span, 1, 0)
            for name in ("process_vm_readv", "process_vm_writev")
        }
    )
