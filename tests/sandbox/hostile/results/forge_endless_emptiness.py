# listed: 94
# expect: crashed
# why: ended.protocol
# control: reader taken
"""Send an array without entries that is longer than memory."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'["a","<f8",[0,4611686018427387],0]'))
    stay()
