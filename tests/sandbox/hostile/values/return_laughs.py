# slow: yes
# expect: bad_value
# why: ended.too_large
# control: inside hoards
"""Return a list of two lists of two lists, forty deep: a thousand million million entries."""


def attack(_world):
    laugh = [0.0]
    for _ in range(38):
        laugh = [laugh, laugh]
    return laugh
