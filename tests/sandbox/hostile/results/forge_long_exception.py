# expect: raised
# control: reader taken
"""Raise with a name and a message of a megabyte."""

from attacking import frame, send, stay, token


def attack(_world):
    raised = b'["l",["' + b"E" * 900_000 + b'","' + b"m" * 900_000 + b'",1,1]]'
    send(frame(4, b'["l",[%d,"raised",%b]]' % (token(), raised)))
    stay()
