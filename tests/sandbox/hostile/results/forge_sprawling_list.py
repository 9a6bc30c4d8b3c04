# expect: crashed
# why: ended.protocol
# control: reader taken
"""Send one long text among many numbers: as an array every entry would be as long."""

from attacking import answer, send, stay


def attack(_world):
    send(answer(b'["l",["' + b"x" * 1_000_000 + b'"' + b",0" * 400_000 + b"]]"))
    stay()
