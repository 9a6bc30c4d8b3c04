# listed: 10
# expect: refused
# control: unlocked allowed
"""Open no more than a path, which needs no right to read, and read by the descriptor of that."""

import os

from attacking import tried


def attack(world):
    def path_only():
        descriptor = os.open(world["secret"], os.O_PATH)
        return open(f"/proc/self/fd/{descriptor}").read()

    return tried({"a path, then its descriptor": path_only})
