# listed: 77
# expect: crashed
# why: ended.exit
# control: inside dies
"""End as if all were well."""

import os


def attack(_world):
    os._exit(0)
