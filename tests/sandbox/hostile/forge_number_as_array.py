# expect: crashed
# why: ended.protocol
"""Put an array where the question's number belongs: comparing it gives no truth value."""

import time

from attacking import frame, send


def attack(_world):
    send(frame(4, b'["l",[["a","|i1",[2],0],"value",1.0]]', bytes(16)))
    time.sleep(9)
