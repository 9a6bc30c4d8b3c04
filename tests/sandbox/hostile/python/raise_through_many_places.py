# expect: raised
# raised: ValueError
"""Raise with a traceback of a million places."""

import sys
import types


def attack(_world):
    here = sys._getframe()
    trace = None
    for line in range(1_000_000):
        trace = types.TracebackType(trace, here, 0, 1 + line % 7)
    raise ValueError("a long way").with_traceback(trace)
