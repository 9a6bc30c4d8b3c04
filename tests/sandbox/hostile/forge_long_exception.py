# expect: raised
"""Raise with a name and a message of a megabyte."""

import time

from attacking import frame, send


def attack(_world):
    raised = b'["l",["' + b"E" * 900_000 + b'","' + b"m" * 900_000 + b'",1,1]]'
    send(frame(4, b'["l",[0,"raised",' + raised + b"]]"))
    time.sleep(9)
