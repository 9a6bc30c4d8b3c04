# expect: crashed
# why: ended.protocol
"""Send valid answers without an end."""

from attacking import frame, send


def attack(_world):
    answer = frame(4, b'["l",[9,"value",["b",0,1048576]]]', bytes(1 << 20))
    while True:
        send(answer)
