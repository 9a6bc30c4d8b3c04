# expect: refused
"""Open sockets that few have heard of, and pass descriptors over the one it has."""

import array
import os
import socket

from attacking import system_call, tried

# netlink, packet, vsock, crypto, raw, XDP: (family, type, protocol)
KINDS = ((16, 3, 0), (17, 3, 768), (40, 1, 0), (38, 5, 0), (2, 3, 1), (44, 2, 0))


def attack(_world):
    def pass_descriptor():
        results = socket.socket(fileno=os.dup(3))
        rights = array.array("i", [0])
        results.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])

    attempts = {
        f"family {f}": lambda f=f, t=t, p=p: system_call("socket", f, t, p) for f, t, p in KINDS
    }
    attempts["pair"] = lambda: system_call("socketpair", 1, 1, 0, bytes(8))
    attempts["pass a descriptor"] = pass_descriptor
    return tried(attempts)
