"""A classic BPF machine, as small as the filter needs, to try each rule without a kernel."""

import struct
from collections.abc import Sequence

LOAD, EQUALS, AT_LEAST, RETURN, AND = 0x20, 0x15, 0x35, 0x06, 0x54
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


def verdict(program: bytes, architecture: int, number: int, arguments: Sequence[int] = ()) -> int:
    """Run a seccomp program on one system call; return what it tells the kernel."""
    filled = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    words = [argument & 0xFFFFFFFFFFFFFFFF for argument in filled]
    data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, architecture, 0, *words)
    code = list(struct.iter_unpack("<HBBI", program))
    place = accumulator = 0
    while True:
        operation, jump_true, jump_false, k = code[place]
        place += 1
        if operation == LOAD:
            assert k % 4 == 0
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif operation == AND:
            accumulator &= k
        elif operation == EQUALS:
            place += jump_true if accumulator == k else jump_false
        elif operation == AT_LEAST:
            place += jump_true if accumulator >= k else jump_false
        else:
            assert operation == RETURN, f"unknown instruction {operation:#x}"
            return int(k)


def well_formed(program: bytes) -> bool:
    """Whether the kernel's checker would take it: known operations, jumps inside, RETURN last."""
    code = list(struct.iter_unpack("<HBBI", program))
    inside = all(
        place + 1 + max(jump_true, jump_false) < len(code)
        for place, (operation, jump_true, jump_false, _k) in enumerate(code)
        if operation in (EQUALS, AT_LEAST)
    )
    known = all(operation in (LOAD, EQUALS, AT_LEAST, RETURN, AND) for operation, *_ in code)
    return known and inside and code[-1][0] == RETURN and len(code) <= 4096
