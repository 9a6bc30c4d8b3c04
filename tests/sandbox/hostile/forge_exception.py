# expect: crashed
# why: ended.protocol
"""Raise in a cell whose number is an array."""

import time

from attacking import frame, send


def attack(_world):
    raised = b'["l",["E","m",["a","|i1",[2],0],1]]'
    send(frame(4, b'["l",[0,"raised",' + raised + b"]]", bytes(16)))
    time.sleep(9)
