# expect: crashed
# why: ended.protocol
"""Announce a body of 4 GB."""

import time

from attacking import frame, send


def attack(_world):
    send(frame(4, b"{}", body_size=0xFFFFFFF0))
    time.sleep(9)
