# listed: 101
# expect: crashed
"""Put something else in the place of the way to the grader."""

import os


def attack(_world):
    os.dup2(0, 3)
    return 1
