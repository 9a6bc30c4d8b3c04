# expect: crashed
# why: ended.protocol
# control: reader taken
"""Put an array where the answer's kind belongs."""

from attacking import frame, send, stay, token


def attack(_world):
    kind = b'["a","<U1",[2],0]'
    body = b"a\0\0\0b\0\0\0" + bytes(8)
    send(frame(4, b'["l",[%d,%b,1.0]]' % (token(), kind), body))
    stay()
