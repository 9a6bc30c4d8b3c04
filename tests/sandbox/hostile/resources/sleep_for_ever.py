# listed: 73
# expect: timed_out
# why: ended.timed_out
# control: inside endures
"""Wait, using no processor time at all."""

import time


def attack(_world):
    while True:
        time.sleep(1000)
