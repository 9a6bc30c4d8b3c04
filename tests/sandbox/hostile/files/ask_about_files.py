# ruff: noqa: PTH116
# listed: 16
# expect: refused
# accepted: docs/threat-model.md: stat of a guessed path tells size and date, without namespaces
# control: unlocked allowed
"""Ask for the size and the date of a file whose path was guessed."""

import os

from attacking import tried


def attack(world):
    return tried({"its particulars": lambda: os.stat(world["secret"])})
