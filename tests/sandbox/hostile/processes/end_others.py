# listed: 32
# expect: refused
# control: unlocked allowed
"""End or disturb the grader, a bystander, everyone."""

import os
import signal

from attacking import tried


def attack(world):
    return tried(
        {
            "the grader": lambda: os.kill(world["grader"], 0),
            "everyone": lambda: os.kill(-1, 0),
            "a bystander's end": lambda: os.kill(world["victim"], signal.SIGKILL),
        }
    )
