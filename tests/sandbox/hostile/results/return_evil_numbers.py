# listed: 105
# expect: passed
# judged: not_an_array
# control: inside believed
"""Return numbers and texts that say they equal everything."""


class AgreeableFloat(float):
    __hash__ = None

    def __eq__(self, other):
        return True

    def __array_ufunc__(self, *_, **__):
        return True

    def all(self):
        return True


def attack(_world):
    return AgreeableFloat(1)
