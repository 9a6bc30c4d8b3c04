# listed: 71
# expect: timed_out
# why: ended.timed_out
# control: inside endures
"""Block and ignore every signal that can be, then never return."""

import signal


def attack(_world):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    while True:
        pass
