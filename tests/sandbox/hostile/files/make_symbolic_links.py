# ruff: noqa: PTH108, PTH211
# listed: 6
# expect: refused
# control: unlocked allowed
"""Give the grader's file another name, and read it by that."""

import os

from attacking import tried


def attack(world):
    link = f"{world['folder']}/symbolic"

    def read_by_link():
        os.symlink(world["secret"], link)
        try:
            return open(link).read()
        finally:
            os.unlink(link)

    return tried({"symbolic link": read_by_link})
