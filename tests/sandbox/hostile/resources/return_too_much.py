# listed: 67
# expect: bad_value
# why: ended.too_large
"""Return 100 MB."""

import numpy as np


def attack(_world):
    return np.zeros(100 << 17)
