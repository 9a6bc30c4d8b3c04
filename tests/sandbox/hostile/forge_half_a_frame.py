# expect: crashed
# why: ended.exit
"""Announce more than is sent, then end."""

import os

from attacking import frame, send


def attack(_world):
    send(frame(4, b"[1]", body_size=100))
    os._exit(0)
