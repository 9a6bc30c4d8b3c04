# expect: passed
# judged: not_an_array
# control: inside dies
"""Return a buffer that lies where nothing is."""

import ctypes


def attack(_world):
    return memoryview((ctypes.c_double * 3).from_address(16))
