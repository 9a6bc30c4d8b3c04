# expect: crashed
# why: ended.protocol
"""Name the same megabyte 100,000 times, to become 100 GB in the grader."""

import time

from attacking import frame, send

MB = 1 << 20


def attack(_world):
    again = b",".join([b'["b",0,%d]' % MB] * 100_000)
    send(frame(4, b'["l",[0,"value",["l",[' + again + b"]]]]", bytes(MB)))
    time.sleep(9)
