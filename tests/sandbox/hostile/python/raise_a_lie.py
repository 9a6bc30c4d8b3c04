# expect: raised
# raised: Error
"""Raise an exception whose type lies about its name."""


class Lie(type):
    @property
    def __name__(cls):
        return [cls] * 200


class Error(Exception, metaclass=Lie):
    pass


def attack(_world):
    raise Error
