# expect: crashed
# why: ended.protocol
# control: reader hoards
"""Name the same megabyte 100,000 times, to become 100 GB in the grader."""

from attacking import answer, send, stay

MB = 1 << 20


def attack(_world):
    again = b",".join([b'["b",0,%d]' % MB] * 100_000)
    send(answer(b'["l",[' + again + b"]]", bytes(2 * MB)))
    stay()
