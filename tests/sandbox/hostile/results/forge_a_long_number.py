# listed: 89
# expect: crashed
# why: ended.protocol
# control: reader breaks
"""Send an integer of a million digits: to read it takes a time that grows with their square."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b"9" * 1_000_000))
    stay()
