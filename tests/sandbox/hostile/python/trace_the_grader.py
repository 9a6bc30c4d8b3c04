# expect: refused
# control: inside found
"""Trace every line that is run from here on, and look at the values in it."""

import sys

WORD = "SECRET"
SEEN = {}


def looking(frame, _event, _argument):
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if type(value) is str and f"{WORD}-" in value:
                SEEN[value[:40]] = "allowed"
        frame = frame.f_back
    return looking


def attack(_world):
    sys.settrace(looking)
    for _ in range(3):
        str(WORD)
    (lambda: None)()
    sys.settrace(None)
    return SEEN
