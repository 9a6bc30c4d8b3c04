# expect: passed
# judged: not_an_array
# control: inside breaks
"""Return what yields numbers without an end."""

import itertools


def attack(_world):
    return (float(n) for n in itertools.count())
