# listed: 93
# expect: crashed
# why: ended.protocol
# control: reader breaks
"""Send a shape whose product is beyond what a machine counts."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'["a","<f8",[4294967296,4294967296],0]', b"A" * 16))
    stay()
