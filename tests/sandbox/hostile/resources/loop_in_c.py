# listed: 69
# expect: timed_out
# why: ended.timed_out
# control: inside endures
"""Never return from a library, where Python sees no signal."""

import numpy as np


def attack(_world):
    square = np.random.default_rng(0).random((1000, 1000))
    while True:
        np.linalg.svd(square)
