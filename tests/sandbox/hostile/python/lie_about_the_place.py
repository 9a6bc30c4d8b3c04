# expect: crashed
# why: ended.protocol
"""Raise at a line that no notebook has."""


def attack(_world):
    exec(compile("\n" * 2_000_000 + "1 / 0", "<cell 3>", "exec"), {})
