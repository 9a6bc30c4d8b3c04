# expect: crashed
# why: ended.signal SIGSEGV
# control: inside dies
"""Return an array whose second entry is a terabyte after the first."""

import numpy as np


def attack(_world):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (3,), (1 << 40,))
