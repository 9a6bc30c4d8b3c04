# expect: crashed
# why: ended.protocol
"""Send brackets in brackets, a million deep."""

import time

from attacking import frame, send


def attack(_world):
    send(frame(4, b"[" * 1_000_000))
    time.sleep(9)
