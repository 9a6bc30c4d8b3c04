# listed: 111
# expect: passed
# cpu: 0.05
# judged: wrong
"""Stop every clock, then take long: the time that counts is the kernel's."""

import time

time.perf_counter = time.monotonic = time.process_time = time.time = lambda: 0.0


def attack(_world):
    total = 0.0
    for number in range(3_000_000):
        total += number
    return [total, 0.0, 0.0]
