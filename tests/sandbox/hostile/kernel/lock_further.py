# listed: 57
# expect: refused
# control: unlocked allowed
"""Put locks of its own upon those it is under; filters have lied to programs before."""

from attacking import system_call, tried


def attack(_world):
    return tried(
        {
            "Landlock of its own": lambda: system_call("landlock_create_ruleset", 0, 0, 1),
            "seccomp of its own": lambda: system_call("seccomp", 1, 0, bytes(16)),
        }
    )
