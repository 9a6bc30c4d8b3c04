# listed: 29
# expect: refused
# control: inside dies
"""Run another program in the place of this one: it would be free of what Python was told."""

import os
import sys

from attacking import tried


def attack(_world):
    return tried(
        {
            "program": lambda: os.execv("/bin/true", ["true"]),
            "python": lambda: os.execv(sys.executable, ["python", "-c", ""]),
        }
    )
