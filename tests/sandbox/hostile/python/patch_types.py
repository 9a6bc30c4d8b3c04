# expect: passed
# judged: wrong
# control: inside believed
"""Change the methods of types that cannot be changed."""

import ctypes
import gc

import numpy as np


def attack(_world):
    methods = gc.get_referents(np.ndarray.__dict__)[0]
    methods["all"] = lambda *_, **__: True
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(np.ndarray))
    return np.zeros(3)
