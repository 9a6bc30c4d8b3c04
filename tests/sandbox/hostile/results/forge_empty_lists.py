# listed: 88
# expect: crashed
# why: ended.protocol
# control: reader breaks
"""Send two megabytes of values that are nothing."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'["l",[' + b"[]," * 600_000 + b"[]]]"))
    stay()
