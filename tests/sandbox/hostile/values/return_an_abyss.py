# expect: bad_value
# why: ended.too_large
# control: inside breaks
"""Return a list in a list, a hundred thousand deep."""


def attack(_world):
    abyss = []
    for _ in range(100_000):
        abyss = [abyss]
    return abyss
