# expect: crashed
# why: ended.protocol
"""Ask instead of answering."""

import time

from attacking import frame, send


def attack(_world):
    send(frame(3, b"null"))
    time.sleep(9)
