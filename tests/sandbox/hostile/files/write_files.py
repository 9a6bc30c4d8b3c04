# ruff: noqa: PTH108, PTH111
# listed: 17
# expect: refused
"""Leave a file wherever one could be left."""

import os
import sysconfig

from attacking import tried


def attack(world):
    def leave(folder):
        path = f"{folder}/left-by-a-submission"
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.unlink(path)

    folders = [
        world["folder"], "/tmp", "/var/tmp", "/dev/shm", "/run", ".", os.path.expanduser("~"),
        sysconfig.get_paths()["purelib"], sysconfig.get_paths()["stdlib"],
    ]  # fmt: skip
    attempts = {folder: lambda folder=folder: leave(folder) for folder in folders}
    attempts["append"] = lambda: os.open(world["secret"], os.O_WRONLY | os.O_APPEND)
    attempts["nameless"] = lambda: os.open(world["folder"], os.O_TMPFILE | os.O_RDWR)
    attempts["/dev/null"] = lambda: os.open("/dev/null", os.O_RDWR)
    return tried(attempts)
