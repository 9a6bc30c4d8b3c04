# listed: 97
# expect: crashed
# why: ended.protocol
# control: reader breaks
"""Send sixty million texts of a million letters each, in sixteen bytes."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'["a","<U999999",[60000000],0]', b"A" * 16))
    stay()
