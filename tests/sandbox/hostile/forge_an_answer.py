# expect: passed
"""Answer before being done: only a claimed value, and compared like any other."""

import os

from attacking import frame, send


def attack(_world):
    send(frame(4, b'["l",[0,"value",42.0]]'))
    os._exit(0)
