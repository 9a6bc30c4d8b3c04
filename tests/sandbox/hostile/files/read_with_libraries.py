# listed: 13
# expect: refused
# control: unlocked allowed
"""Read a file of the grader through numpy, mmap and the dynamic linker."""

import ctypes

import numpy as np
from attacking import tried


def attack(world):
    secret = world["secret"]

    def as_a_library():
        try:
            ctypes.CDLL(secret)
        except OSError as error:
            if "invalid ELF header" in str(error) or "file too short" in str(error):
                return  # it was read
            raise

    return tried(
        {
            "memmap": lambda: np.memmap(secret, dtype="u1", mode="r"),
            "fromfile": lambda: np.fromfile(secret, "u1"),
            "loadtxt": lambda: np.loadtxt(secret, dtype=str),
            "load": lambda: np.load(secret, allow_pickle=False),
            "dlopen": as_a_library,
        }
    )
