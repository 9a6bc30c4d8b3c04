# expect: bad_value
# why: ended.too_large
"""Return an integer of a million digits."""


def attack(_world):
    return 7**1_200_000
