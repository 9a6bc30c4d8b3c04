# listed: 86
# asked: 2
# expect: crashed
# why: ended.protocol
# control: reader taken
"""Answer one question twice, then others that were not asked."""

from attacking import answer, frame, send, stay


def attack(_world):
    send(answer(b"1.0") + answer(b"1.0") + frame(4, b'["l",[5,"values",["l",[1.0]]]]'))
    stay()
