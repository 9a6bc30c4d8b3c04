# expect: passed
"""Return objects that say they equal everything: they come over as names, or as plain numbers."""

import numpy as np


class Agreeable:
    def __eq__(self, other):
        return True

    __hash__ = None

    def __array__(self, *_, **__):
        return np.ones(3)


class AgreeableArray(np.ndarray):
    __hash__ = None

    def __eq__(self, other):
        return np.ones(3, bool)

    def __array_function__(self, *_):
        return True

    def tobytes(self, *_):
        return b"\0" * 24

    def astype(self, *_, **__):
        return self


class AgreeableFloat(float):
    __hash__ = None

    def __eq__(self, other):
        return True


def attack(_world):
    return {
        "object": Agreeable(),
        "objects": np.array([Agreeable(), Agreeable()], dtype=object),
        "array": np.arange(3.0).view(AgreeableArray),
        "float": AgreeableFloat(1),
        "records": np.zeros(2, dtype=[("x", "f8")]),
        "generator": (n for n in range(3)),
    }
