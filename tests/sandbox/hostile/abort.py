# expect: crashed
# why: ended.signal
"""End by a signal of its own."""

import os


def attack(_world):
    os.abort()
