# expect: crashed
# why: ended.protocol
# control: inside breaks
"""Return text of characters that do not exist: numpy trusts them until they are read."""

import numpy as np


def attack(_world):
    return np.frombuffer(b"\xff\xff\xff\x7f" * 3, "<u4").view("<U1")
