# expect: raised
# raised: SystemExit
"""Ask Python to end."""

import sys


def attack(_world):
    sys.exit(0)
