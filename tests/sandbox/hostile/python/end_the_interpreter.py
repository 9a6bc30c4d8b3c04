# expect: crashed
# why: ended.exit
# control: inside dies
"""Have Python end itself in good order, with the exit code of success."""

import ctypes


def attack(_world):
    ctypes.pythonapi.Py_Exit(0)
