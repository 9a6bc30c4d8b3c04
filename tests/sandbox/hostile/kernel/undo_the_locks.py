# listed: 56
# expect: refused
# control: unlocked allowed
"""Undo what it was put under: no dumps, the end with its parent."""

from attacking import system_call, tried

PDEATHSIG, DUMPABLE, NAME = 1, 4, 15


def attack(_world):
    return tried(
        {
            "outlive the zygote": lambda: system_call("prctl", PDEATHSIG, 0, 0, 0, 0),
            "be dumped": lambda: system_call("prctl", DUMPABLE, 1, 0, 0, 0),
            "take a name": lambda: system_call("prctl", NAME, b"grader", 0, 0, 0),
        }
    )
