# expect: raised
# raised: KeyboardInterrupt
"""Pretend that the teacher pressed Ctrl-C."""


def attack(_world):
    raise KeyboardInterrupt
