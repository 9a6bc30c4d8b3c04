# expect: bad_value
# why: ended.too_large
# control: inside breaks
"""Return a list that holds itself."""


def attack(_world):
    endless = []
    endless.append(endless)
    return endless
