# listed: 98
# expect: crashed
# why: ended.protocol
# control: reader taken
"""Ask instead of answering."""

from attacking import frame, send, stay, token


def attack(_world):
    send(frame(9, b'["l",[%d,"values",["l",[1.0]]]]' % token()))
    stay()
