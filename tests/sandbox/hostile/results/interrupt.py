# expect: raised
# raised: KeyboardInterrupt
# control: inside dies
"""Pretend that the teacher pressed Ctrl-C."""


def attack(_world):
    raise KeyboardInterrupt
