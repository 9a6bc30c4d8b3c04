# listed: 22
# expect: refused
"""Use a descriptor that somebody forgot to close: 0 to 3 are the child's own."""

import os

from attacking import tried


def attack(_world):
    return tried({f"descriptor {n}": lambda n=n: os.fstat(n) for n in range(4, 70)})
