# listed: 66
# expect: crashed
# why: ended.flood
"""Print 200 MB."""

import sys


def attack(_world):
    for _ in range(200):
        sys.stdout.write("x" * (1 << 20))
