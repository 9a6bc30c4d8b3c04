# listed: 96
# expect: crashed
# why: ended.protocol
# control: reader breaks
"""Name a buffer outside the body."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'["a","<f8",[2],1600]', b"A" * 16))
    stay()
