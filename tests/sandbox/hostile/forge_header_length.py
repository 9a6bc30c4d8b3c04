# expect: crashed
# why: ended.protocol
"""Announce a header of 4 GB."""

import time

from attacking import frame, send


def attack(_world):
    send(frame(4, b"{}", header_size=0xFFFFFFFF))
    time.sleep(9)
