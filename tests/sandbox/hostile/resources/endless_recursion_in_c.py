# listed: 74
# expect: crashed
# why: ended.signal SIGSEGV
# control: inside dies
"""Recurse in the interpreter until its stack is used up."""

import sys


def attack(_world):
    sys.setrecursionlimit(10**9)

    class Nested:
        def __repr__(self):
            return repr(self)

    return repr(Nested())
