# listed: 95
# expect: crashed
# why: ended.protocol
# control: reader taken
"""Send a side of -1, which numpy takes for "whatever fits"."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'["a","<f8",[-1],0]', b"A" * 16))
    stay()
