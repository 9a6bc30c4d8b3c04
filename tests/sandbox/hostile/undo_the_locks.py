# expect: refused
"""Undo what it was put under: dumps, the parent's death, filters, limits."""

import resource

from attacking import system_call, tried

PDEATHSIG, DUMPABLE, NAME = 1, 4, 15
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
LIMITS = ("CPU", "AS", "NPROC", "FSIZE", "NOFILE", "STACK", "CORE")


def attack(_world):
    attempts = {
        "outlive the zygote": lambda: system_call("prctl", PDEATHSIG, 0, 0, 0, 0),
        "be dumped": lambda: system_call("prctl", DUMPABLE, 1, 0, 0, 0),
        "take a name": lambda: system_call("prctl", NAME, b"grader", 0, 0, 0),
        "Landlock of its own": lambda: system_call("landlock_create_ruleset", 0, 0, 1),
        "seccomp of its own": lambda: system_call("seccomp", 1, 0, bytes(16)),
        "its own limits": lambda: resource.prlimit(0, resource.RLIMIT_AS, UNLIMITED),
    }
    for name in LIMITS:
        kind = getattr(resource, f"RLIMIT_{name}")
        attempts[name] = lambda kind=kind: resource.setrlimit(kind, UNLIMITED)
    return tried(attempts)
