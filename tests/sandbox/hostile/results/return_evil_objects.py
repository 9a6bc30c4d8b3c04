# listed: 103
# expect: passed
# judged: not_an_array
# control: inside believed
"""Return an array of objects that say they equal everything."""

import numpy as np


class Agreeable:
    __hash__ = None

    def __eq__(self, other):
        return True


def attack(_world):
    return np.array([Agreeable(), Agreeable(), Agreeable()], dtype=object)
