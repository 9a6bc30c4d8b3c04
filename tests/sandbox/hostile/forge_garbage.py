# expect: crashed
# why: ended.protocol
"""Send bytes that are no frame."""

import time

from attacking import send


def attack(_world):
    send(b"\xff" * 4096)
    time.sleep(9)
