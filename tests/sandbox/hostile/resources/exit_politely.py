# listed: 78
# expect: raised
# raised: SystemExit
# control: inside dies
"""Ask Python to end."""

import sys


def attack(_world):
    sys.exit(0)
