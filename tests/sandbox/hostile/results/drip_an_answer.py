# listed: 84
# expect: timed_out
# why: ended.timed_out
# control: reader endures
"""Send an answer so slowly that it never ends."""

import time

from attacking import answer, send


def attack(_world):
    for byte in answer(b"1.5" + b" " * 4000):
        send(bytes([byte]))
        time.sleep(0.02)
