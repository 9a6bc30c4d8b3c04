# listed: 43
# expect: refused
# control: unlocked allowed
"""Send something out over UDP, to a listener that does wait."""

import socket

from attacking import tried


def attack(world):
    def send():
        with socket.socket(type=socket.SOCK_DGRAM) as opened:
            opened.sendto(b"x", ("127.0.0.1", world["udp"]))

    return tried({"UDP": send})
