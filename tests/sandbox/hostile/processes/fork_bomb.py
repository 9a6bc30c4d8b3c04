# listed: 23
# expect: refused
# control: inside found
"""Start processes, and processes of theirs."""

import os

from attacking import tried


def attack(_world):
    def fork():
        if os.fork() == 0:
            os._exit(0)

    return tried({f"fork {n}": fork for n in range(20)})
