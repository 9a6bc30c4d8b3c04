# expect: crashed
# why: ended.signal
# control: inside dies
"""Let go of the lock without which Python's own functions may not be called."""

import ctypes


def attack(_world):
    ctypes.pythonapi.PyEval_SaveThread()
    return [0.0, 0.0, 0.0]
