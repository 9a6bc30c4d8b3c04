# listed: 90
# expect: crashed
# why: ended.protocol
# control: reader breaks
"""Send bytes that are no text where text belongs."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'"\xff\xfe"'))
    stay()
