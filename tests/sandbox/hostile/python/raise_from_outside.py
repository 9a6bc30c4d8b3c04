# expect: raised
# raised: SystemExit
# control: inside dies
"""Have C raise an exception in this thread, between two lines."""

import ctypes
import threading


def attack(_world):
    thread = ctypes.c_ulong(threading.get_ident())
    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(SystemExit))
    for _ in range(1000):
        str(_)
    return [0.0, 0.0, 0.0]
