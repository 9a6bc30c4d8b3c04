# listed: 83
# expect: crashed
# why: ended.exit
# control: reader breaks
"""Announce more than is sent, then end."""

import os

from attacking import answer, send


def attack(_world):
    send(answer(b'["l",[1.0,2.0]]')[:-5])
    os._exit(0)
