# expect: raised
# raised: RecursionError
"""Call itself without an end."""


def attack(world):
    return attack(world)
