# expect: timed_out
# why: ended.timed_out
"""Send an answer so slowly that it never ends."""

import time

from attacking import frame, send


def attack(_world):
    for byte in frame(4, b"[1]" * 1000):
        send(bytes([byte]))
        time.sleep(0.02)
