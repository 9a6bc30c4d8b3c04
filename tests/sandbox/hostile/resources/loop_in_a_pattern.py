# listed: 70
# expect: timed_out
# why: ended.timed_out
# control: inside endures
"""Match a pattern that tries every way to split a text."""

import re


def attack(_world):
    return re.match("(a+)+$", "a" * 40 + "b")
