# expect: crashed
# why: ended.protocol
# control: reader taken
"""Raise in a cell whose number is an array."""

from attacking import frame, raised, send, stay


def attack(_world):
    send(frame(4, raised(b'"E"', b'"m"', b'["a","|i1",[2],0]', b"1"), bytes(16)))
    stay()
