# expect: raised
# control: reader taken
"""Raise with a name and a message of a megabyte."""

from attacking import frame, raised, send, stay


def attack(_world):
    name, message = (b'"%b"' % (letter * 900_000) for letter in (b"E", b"m"))
    send(frame(4, raised(name, message, b"1", b"1")))
    stay()
