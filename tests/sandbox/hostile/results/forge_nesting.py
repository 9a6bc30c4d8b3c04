# listed: 87
# expect: crashed
# why: ended.protocol
# control: reader breaks
"""Send brackets in brackets, a million deep."""

from attacking import frame, send, stay


def attack(_world):
    send(frame(4, b"[" * 1_000_000))
    stay()
