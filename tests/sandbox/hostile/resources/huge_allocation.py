# listed: 62
# expect: out_of_memory
"""Ask for 30 GB at once."""

import numpy as np


def attack(_world):
    return np.ones(30 << 27).sum()
