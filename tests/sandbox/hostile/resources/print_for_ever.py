# expect: timed_out
# control: inside endures
"""Print a letter at a time, without an end."""

import os


def attack(_world):
    while True:
        os.write(1, b"x")
