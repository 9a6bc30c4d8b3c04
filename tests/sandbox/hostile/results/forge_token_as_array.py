# expect: crashed
# why: ended.protocol
# control: reader taken
"""Put an array where the question's token belongs: comparing it gives no truth value."""

from attacking import frame, send, stay


def attack(_world):
    send(frame(4, b'["l",[["a","|i1",[2],0],"values",["l",[1.0]]]]', bytes(16)))
    stay()
