# listed: 45
# expect: refused
# control: unlocked allowed
"""Open sockets that few have heard of."""

from attacking import system_call, tried

# netlink, packet, vsock, crypto, raw, XDP: (family, type, protocol)
KINDS = ((16, 3, 0), (17, 3, 768), (40, 1, 0), (38, 5, 0), (2, 3, 1), (44, 2, 0))


def attack(_world):
    attempts = {
        f"family {f}": lambda f=f, t=t, p=p: system_call("socket", f, t, p) for f, t, p in KINDS
    }
    attempts["pair"] = lambda: system_call("socketpair", 1, 1, 0, bytes(8))
    return tried(attempts)
