"""What the grader and a zygote say to each other, on a SOCK_SEQPACKET control socket.

::

    grader -> zygote   {"assignment": .., "limits": .., "layers": .., "sparing": ..}   once
    zygote -> grader   {"facts": {..}} | {"error": sentence}        once, when ready
    grader -> zygote   b"R" + [child's socket end, output pipe]     fork one child
    zygote -> grader   b"P" + pid + [pidfd]                         forked
    zygote -> grader   b"X" + pid, status, user s, system s         a child ended
"""

import struct

FORKED = struct.Struct("<ci")
ENDED = struct.Struct("<ciidd")
LARGEST = 1 << 16
"""Bytes of what either is told in the beginning."""
