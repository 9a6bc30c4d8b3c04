# listed: 82
# expect: crashed
# why: ended.protocol
# control: reader hoards
"""Announce a body of 4 GB."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b"1.5", body_size=0xFFFFFFF0))
    stay()
