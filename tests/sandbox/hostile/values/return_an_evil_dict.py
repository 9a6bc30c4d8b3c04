# expect: passed
# judged: not_an_array
# control: inside believed
"""Return a dict that has every key and equals everything."""


class Agreeable(dict):
    __hash__ = None
    __array_ufunc__ = None

    def __eq__(self, other):
        return True

    def __getitem__(self, key):
        return self

    def __contains__(self, key):
        return True

    def __len__(self):
        return 1 << 30

    def items(self):
        while True:
            yield "key", self


def attack(_world):
    return Agreeable()
