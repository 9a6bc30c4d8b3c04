# listed: 60
# expect: crashed
# why: ended.signal SIGSYS
# machine: x86_64
# control: unlocked allowed
"""Make a call the way 32-bit programs do, from machine code of its own."""

import ctypes
import mmap

GETPID_BY_INT_80 = bytes.fromhex("b814000000cd80c3")


def attack(_world):
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(GETPID_BY_INT_80)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    return {"32 bits": "allowed"}
