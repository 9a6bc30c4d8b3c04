# expect: crashed
# why: ended.protocol
"""Answer a question that was not asked."""

import time

from attacking import frame, send


def attack(_world):
    send(frame(4, b'["l",[5,"value",1.0]]'))
    time.sleep(9)
