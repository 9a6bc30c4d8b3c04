# listed: 100
# expect: crashed
"""Close the way to the grader, and return."""

import os


def attack(_world):
    os.close(3)
    return 1
