# expect: crashed
# why: ended.protocol
# control: reader taken
"""Guess what an answer must bring back, ten thousand times."""

from attacking import frame, send, stay


def attack(_world):
    for guess in range(10_000):
        send(frame(4, b'["l",[%d,"values",["l",[["l",[0.5,1.5,2.5]]]]]]' % (guess * 115292150460)))
    stay()
