# listed: 92
# expect: crashed
# why: ended.protocol
# control: reader taken
"""Send records, whose fields could be anything."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'["a","f4,V4,f8",[1],0]', b"A" * 16))
    stay()
