# expect: passed
# judged: not_an_array
# control: inside dies
"""Return what says the same by a C struct in a capsule."""

import ctypes


class Description(ctypes.Structure):
    _fields_ = [
        ("two", ctypes.c_int), ("axes", ctypes.c_int), ("kind", ctypes.c_char),
        ("size", ctypes.c_int), ("flags", ctypes.c_int), ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p), ("data", ctypes.c_void_p), ("descr", ctypes.c_void_p),
    ]  # fmt: skip


SHAPE, STRIDES = (ctypes.c_ssize_t * 1)(3), (ctypes.c_ssize_t * 1)(8)
WELL_FORMED = 0x0701
LIE = Description(
    2, 1, b"f", 8, WELL_FORMED, ctypes.addressof(SHAPE), ctypes.addressof(STRIDES), 16, None
)
capsule = ctypes.pythonapi.PyCapsule_New
capsule.restype = ctypes.py_object
capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


class Pointer:
    __array_struct__ = capsule(ctypes.addressof(LIE), None, None)


def attack(_world):
    return Pointer()
