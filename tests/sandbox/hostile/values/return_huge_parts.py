# expect: passed
# judged: not_an_array
# control: inside breaks
"""Return integers that no float can hold."""


def attack(_world):
    return [10**400, -(10**400), 1]
