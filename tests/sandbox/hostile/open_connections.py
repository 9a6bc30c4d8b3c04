# expect: refused
# control: allowed
"""Send something out: over TCP, UDP and local sockets, to listeners that do wait."""

import socket
import urllib.request

from attacking import tried


def attack(world):
    def connect(family, kind, address):
        with socket.socket(family, kind) as opened:
            opened.settimeout(1)
            opened.connect(address)
            opened.send(b"x")

    here = "127.0.0.1"
    url = f"http://{here}:{world['tcp']}"
    return tried(
        {
            "UDP": lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, (here, world["udp"])),
            "a path": lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, world["unix"]),
            "no path": lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, world["abstract"]),
            "TCP": lambda: connect(socket.AF_INET, socket.SOCK_STREAM, (here, world["tcp"])),
            "a name": lambda: socket.getaddrinfo("localhost", 80),
            "a page": lambda: urllib.request.urlopen(url, timeout=0.2).close(),
        }
    )
