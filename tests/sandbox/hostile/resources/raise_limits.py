# listed: 61
# expect: refused
# control: inside found
"""Raise the limits that it was put under."""

import resource

from attacking import tried

KINDS = ("CPU", "AS", "NPROC", "FSIZE", "NOFILE", "STACK", "CORE")


def attack(_world):
    def higher(name):
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        if hard == resource.RLIM_INFINITY:
            return  # nothing holds it as it is
        resource.setrlimit(kind, (hard + 1, hard + 1))

    attempts = {name: lambda name=name: higher(name) for name in KINDS}
    attempts["its own"] = lambda: resource.prlimit(0, resource.RLIMIT_AS, (1 << 50, 1 << 50))
    return tried(attempts)
