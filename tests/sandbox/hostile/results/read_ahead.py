# asked: 2
# expect: passed
# judged: wrong
"""Read the questions that still wait, and answer them in the place of the code that should."""

import json
import os
import select
import struct

from attacking import answer, frame, send, stay


def attack(_world):
    send(answer(b'["l",[0.0,0.0,0.0]]'))
    while select.select([3], [], [], 0.2)[0]:
        _magic, _kind, header, body = struct.unpack("<4sBxxxII", os.read(3, 16))
        token = json.loads(os.read(3, header))[1][0]
        os.read(3, body)
        send(frame(4, b'["l",[%d,"values",["l",[["l",[0.0,0.0,0.0]]]]]]' % token))
    stay()
