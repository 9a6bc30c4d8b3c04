# listed: 47
# expect: refused
# control: unlocked crashed
"""Hand the grader a descriptor over the socket of its answers."""

import array
import os
import socket

from attacking import tried


def attack(_world):
    def pass_descriptor():
        results = socket.socket(fileno=os.dup(3))
        rights = array.array("i", [0])
        results.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])

    return tried({"pass a descriptor": pass_descriptor})
