# expect: crashed
# why: ended.exit
"""End as if all were well."""

import os


def attack(_world):
    os._exit(0)
