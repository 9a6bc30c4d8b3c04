# listed: 44
# expect: refused
# control: unlocked allowed
"""Send something to a process of this machine, by a path and by a name that is no path."""

import socket

from attacking import tried


def attack(world):
    def connect(address):
        with socket.socket(socket.AF_UNIX) as opened:
            opened.connect(address)
            opened.send(b"x")

    return tried(
        {
            "a path": lambda: connect(world["unix"]),
            "no path": lambda: connect(world["abstract"]),
        }
    )
