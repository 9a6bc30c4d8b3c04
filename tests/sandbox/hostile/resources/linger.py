# listed: 79
# expect: passed
# control: inside endures
"""Arrange to stay: exit hooks, finalizers, an exception hook that never returns."""

import atexit
import sys
import time


class Lingering:
    def __del__(self):
        time.sleep(1000)


kept = Lingering()
atexit.register(time.sleep, 1000)
sys.excepthook = lambda *_: time.sleep(1000)


def attack(_world):
    return "done"
