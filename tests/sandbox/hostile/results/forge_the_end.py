# listed: 85
# expect: crashed
# why: ended.protocol
# control: reader taken
"""Say that all is loaded and well before anything is answered."""

from attacking import frame, send, stay


def attack(_world):
    send(frame(2, b'["l",[]]'))
    stay()
