# listed: 112
# expect: passed
# judged: shape_differs
# control: inside hoards
"""Return a column where a row is expected: compared entry by entry they become gigabytes."""

import numpy as np


def attack(_world):
    return np.zeros((15_000_000, 1), dtype="i1")
