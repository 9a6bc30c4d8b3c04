# expect: crashed
# why: ended.exit
# control: inside dies
"""End before anything is asked."""

import os

os._exit(0)


def attack(_world):
    return 1
