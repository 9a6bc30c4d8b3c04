# listed: 104
# expect: passed
# judged: wrong
# control: inside believed
"""Return an array that says it equals everything: it comes over as the numbers that it holds."""

import numpy as np


class AgreeableArray(np.ndarray):
    __hash__ = None

    def __eq__(self, other):
        return np.ones(3, bool)

    def __array_function__(self, *_):
        return True

    def __array_ufunc__(self, *_, **__):
        return np.ones(3, bool)

    def tobytes(self, *_):
        return b"\0" * 24

    def astype(self, *_, **__):
        return self


def attack(_world):
    return np.zeros(3).view(AgreeableArray)
