# listed: 102
# expect: passed
# judged: wrong
# control: reader taken
"""Answer before being done: only a claimed value, and compared like any other."""

import os

from attacking import answer, send


def attack(_world):
    send(answer(b'["l",[0.0,1.0,42.0]]'))
    os._exit(0)
