# listed: 76
# expect: crashed
# why: ended.signal
# control: inside dies
"""End by a signal of its own."""

import os


def attack(_world):
    os.abort()
