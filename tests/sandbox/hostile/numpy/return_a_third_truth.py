# expect: crashed
# why: ended.protocol
"""Return truth values that are neither true nor false."""

import numpy as np


def attack(_world):
    return np.array([2, 3, 255], "u1").view("?")
