# machine: x86_64
# expect: refused
# control: unlocked allowed
"""Make calls from machine code of its own, past every library."""

import ctypes
import mmap

from attacking import tried

# mov rax, rdi; mov rdi, rsi; mov rsi, rdx; mov rdx, rcx; syscall; ret
CODE = bytes.fromhex("4889f84889f74889d64889ca0f05c3")
OPEN, SOCKET, FORK, GETPID = 2, 41, 57, 39


def attack(world):
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    call = ctypes.CFUNCTYPE(ctypes.c_long, *[ctypes.c_long] * 4)(address)
    path = ctypes.create_string_buffer(world["secret"].encode())

    def made(*arguments):
        result = call(*arguments)
        if result < 0:
            raise OSError(-result, "refused")

    return tried(
        {
            "open": lambda: made(OPEN, ctypes.addressof(path), 0, 0),
            "socket": lambda: made(SOCKET, 2, 1, 0),
        }
    )
