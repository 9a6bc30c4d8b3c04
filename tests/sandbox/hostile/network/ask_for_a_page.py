# listed: 46
# expect: refused
# control: unlocked allowed
"""Look a name up, and send what it knows as the address of a page."""

import socket
import urllib.request

from attacking import tried


def attack(world):
    url = f"http://127.0.0.1:{world['tcp']}/?inputs=all-of-them"
    return tried(
        {
            "a name": lambda: socket.getaddrinfo("localhost", 80),
            "a page": lambda: urllib.request.urlopen(url, timeout=0.2).close(),
        }
    )
