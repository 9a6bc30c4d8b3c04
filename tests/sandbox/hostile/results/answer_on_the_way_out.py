# asked: 2
# expect: crashed
# why: ended.protocol
"""Write an answer when a value is thrown away, between one question and the next."""

from attacking import answer, send


class Parting(list):
    def __del__(self):
        send(answer(b"1.0"))


def attack(_world):
    return Parting([1.0])
