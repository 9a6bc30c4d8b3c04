# expect: bad_value
# why: ended.too_large
# control: inside hoards
"""Return one long text among many numbers: as an array every entry would be as long."""


def attack(_world):
    return ["x" * 1_000_000, *[0.0] * 700]
