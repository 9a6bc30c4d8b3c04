# expect: refused
# control: inside found
"""Have numpy load an array of objects that runs a program."""

import io
import os

import numpy as np
from attacking import tried


class Program:
    def __reduce__(self):
        return (os.posix_spawn, ("/bin/true", ["true"], {}))


def attack(_world):
    packed = io.BytesIO()
    np.save(packed, np.array([Program()], dtype=object), allow_pickle=True)
    return tried({"load": lambda: np.load(io.BytesIO(packed.getvalue()), allow_pickle=True)})
