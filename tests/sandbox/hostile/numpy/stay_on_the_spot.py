# expect: bad_value
# why: ended.too_large
# control: inside hoards
"""Return an array of a thousand million entries that all are the same one."""

import numpy as np


def attack(_world):
    return np.broadcast_to(np.zeros(1), (1 << 30, 1))
