# expect: crashed
# why: ended.protocol
# control: reader taken
"""Say that all is loaded, and answer forty questions before the first was read."""

from attacking import frame, send

send(frame(2, b'["l",[]]'))
for number in range(40):
    send(frame(4, b'["l",[%d,"values",["l",[["l",[0.5,1.5,2.5]]]]]]' % number))


def attack(_world):
    return [0.5, 1.5, 2.5]
