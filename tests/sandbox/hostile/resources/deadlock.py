# expect: timed_out
# why: ended.timed_out
# control: inside endures
"""Wait for itself."""

import threading


def attack(_world):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
