# listed: 42
# expect: refused
# control: unlocked allowed
"""Send something out over TCP, to a listener that does wait."""

import socket

from attacking import tried


def attack(world):
    def connect():
        with socket.socket() as opened:
            opened.settimeout(1)
            opened.connect(("127.0.0.1", world["tcp"]))
            opened.send(b"x")

    return tried({"TCP": connect})
