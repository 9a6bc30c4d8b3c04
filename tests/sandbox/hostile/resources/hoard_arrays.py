# listed: 63
# expect: out_of_memory
# control: inside hoards
"""Take memory array by array, and keep all of it."""

import numpy as np

HOARD = []


def attack(_world):
    while True:
        HOARD.append(np.ones(1 << 17))
