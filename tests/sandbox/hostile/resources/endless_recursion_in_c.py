# listed: 74
# expect: crashed
# why: ended.signal SIGSEGV
# control: inside dies
"""Recurse in C, where Python does not count, until the stack is used up."""

import itertools


def attack(_world):
    rows = iter([0.5, 1.5, 2.5])
    for _ in range(1_000_000):
        rows = itertools.chain(rows)
    return list(rows)
