# expect: crashed
# why: ended.protocol
# control: reader taken
"""Raise in a cell whose number is an array."""

from attacking import frame, send, stay, token


def attack(_world):
    raised = b'["l",["E","m",["a","|i1",[2],0],1]]'
    send(frame(4, b'["l",[%d,"raised",%b]]' % (token(), raised), bytes(16)))
    stay()
