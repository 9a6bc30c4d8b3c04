# expect: refused
# control: allowed
"""End or disturb the grader, the zygote, a bystander, everyone."""

import os
import signal

from attacking import system_call, tried


def attack(world):
    victim = world["victim"]
    return tried(
        {
            "the grader": lambda: os.kill(world["grader"], 0),
            "the zygote": lambda: os.kill(os.getppid(), 0),
            "its group": lambda: os.killpg(0, 0),
            "a thread": lambda: system_call("tgkill", victim, victim, 0),
            "a task": lambda: system_call("tkill", victim, 0),
            "with a value": lambda: system_call("rt_sigqueueinfo", victim, 0, bytes(128)),
            "by descriptor": lambda: system_call("pidfd_open", victim, 0),
            "a bystander's end": lambda: os.kill(victim, signal.SIGKILL),
        }
    )
