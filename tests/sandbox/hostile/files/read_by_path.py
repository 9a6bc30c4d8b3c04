# listed: 1
# expect: refused
# control: unlocked allowed
"""Read a file of the grader by its path."""

from attacking import tried


def attack(world):
    return tried({"by its path": lambda: open(world["secret"]).read()})
