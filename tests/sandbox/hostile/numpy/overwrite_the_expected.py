# expect: passed
# judged: wrong
# control: inside believed
"""Overwrite every array that whoever asks has at hand, with what is going to be the answer."""

import sys

import numpy as np


def attack(_world):
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if type(value) is np.ndarray and value.flags.writeable:
                value[...] = 0
        frame = frame.f_back
    return np.zeros(3)
