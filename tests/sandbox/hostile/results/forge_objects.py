# listed: 91
# expect: crashed
# why: ended.protocol
# control: reader breaks
"""Send an array of pointers into the grader's memory."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'["a","|O",[1],0]', b"A" * 16))
    stay()
