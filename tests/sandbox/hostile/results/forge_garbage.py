# listed: 80
# expect: crashed
# why: ended.protocol
# control: reader hoards
"""Send bytes that are no frame."""

from attacking import send, stay


def attack(_world):
    send(b"\xff" * 4096)
    stay()
