# listed: 64
# expect: refused
# control: inside found
"""Map memory that might be counted elsewhere: shared, without reserve."""

import mmap

from attacking import tried

MB = 1 << 20
PRIVATE, SHARED, NO_RESERVE = mmap.MAP_PRIVATE, mmap.MAP_SHARED, 0x4000


def attack(_world):
    kept = []

    def beyond(flags):
        for _ in range(60):
            kept.append(mmap.mmap(-1, 8 * MB, flags=flags | mmap.MAP_ANONYMOUS))

    return tried(
        {
            "private": lambda: beyond(PRIVATE),
            "shared": lambda: beyond(SHARED),
            "unreserved": lambda: beyond(PRIVATE | NO_RESERVE),
        }
    )
