# expect: passed
# judged: not_an_array
"""Return an array of strings that live outside it, where this numpy has them."""

import numpy as np


def attack(_world):
    strings = getattr(np.dtypes, "StringDType", None) if hasattr(np, "dtypes") else None
    kind = strings() if strings else object
    return np.array(["a" * 100, "b"], dtype=kind)
