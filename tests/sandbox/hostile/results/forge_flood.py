# listed: 99
# asked: 2
# expect: crashed
# why: ended.protocol
# control: reader taken
"""Send valid answers without an end."""

from attacking import answer, send


def attack(_world):
    again = answer(b'["b",0,1048576]', bytes(1 << 20))
    while True:
        send(again)
