# listed: 33
# expect: refused
# control: unlocked allowed
"""Signal others by the calls that few filters think of."""

from attacking import system_call, tried


def attack(world):
    victim = world["victim"]
    return tried(
        {
            "a thread": lambda: system_call("tgkill", victim, victim, 0),
            "a task": lambda: system_call("tkill", victim, 0),
            "with a value": lambda: system_call("rt_sigqueueinfo", victim, 0, bytes(128)),
            "by descriptor": lambda: system_call("pidfd_open", victim, 0),
        }
    )
