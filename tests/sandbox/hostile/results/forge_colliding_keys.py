# expect: crashed
# why: ended.protocol
# control: reader endures
"""Send keys that all have one hash: to build their dict would take minutes."""

import itertools

from attacking import answer, send, stay


def attack(_world):
    # -1 and -2 have the same hash, and so have tuples of them
    ends = itertools.islice(itertools.product(("-1", "-2"), repeat=12), 4096)
    pairs = ",".join(f'[["t",[{"-1," * 110}{",".join(end)}]],0]' for end in ends)
    send(answer(f'["d",[{pairs}]]'.encode()))
    stay()
