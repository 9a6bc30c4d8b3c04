# expect: passed
# judged: not_an_array
"""Return records of objects, in a dict in a list."""

import numpy as np

RECORD = np.dtype([("n", "f8"), ("inner", [("o", "O"), ("p", "f8", (2, 2))])])


def attack(_world):
    return {"records": [np.zeros(2, RECORD), np.zeros((), RECORD)[()]], "void": np.void(b"abc")}
