# expect: crashed
# why: ended.protocol
"""Put an array where the answer's kind belongs."""

import time

from attacking import frame, send


def attack(_world):
    send(frame(4, b'["l",[0,["a","<U1",[2],0],1.0]]', b"a\0\0\0b\0\0\0" + bytes(8)))
    time.sleep(9)
