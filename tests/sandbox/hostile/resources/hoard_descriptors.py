# expect: refused
# control: inside found
"""Hold as many descriptors as a server would."""

import os

from attacking import tried


def attack(_world):
    def hoard():
        for _ in range(200):
            os.dup(0)

    return tried({"200 descriptors": hoard})
