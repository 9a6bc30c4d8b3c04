# listed: 58
# expect: refused
# control: unlocked allowed
"""Type into the terminal of whoever started the grader."""

import fcntl

from attacking import tried

TIOCSTI, FIONREAD, TCGETS = 0x5412, 0x541B, 0x5401


def attack(_world):
    requests = {"type": TIOCSTI, "count": FIONREAD, "ask": TCGETS}
    return tried(
        {
            f"{what} on {n}": lambda n=n, r=request: fcntl.ioctl(n, r, bytes(64))
            for what, request in requests.items()
            for n in range(4)
        }
    )
