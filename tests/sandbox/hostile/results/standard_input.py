# listed: 114
# expect: refused
# control: inside found
"""Read what was meant for the grader's own standard input."""

import os


def attack(_world):
    return {"standard input": "allowed" if os.read(0, 10) else "nothing there"}
