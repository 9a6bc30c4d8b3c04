# listed: 81
# expect: crashed
# why: ended.protocol
# control: reader hoards
"""Announce a header of 4 GB."""

from attacking import frame, send, stay


def attack(_world):
    send(frame(4, b"{}", header_size=0xFFFFFFFF))
    stay()
