# ruff: noqa: PTH108
# expect: refused
"""Leave files that Python runs when it starts, or in the place of a module's source."""

import os
import site
import sys
import sysconfig

from attacking import tried


def attack(_world):
    def plant(path):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.unlink(path)

    libraries = sysconfig.get_paths()["purelib"]
    paths = [
        f"{libraries}/left-by-a-submission.pth",
        f"{libraries}/usercustomize.py",
        f"{libraries}/numpy/__pycache__/left-by-a-submission.pyc",
        f"{sysconfig.get_paths()['stdlib']}/left_by_a_submission.py",
        f"{site.getuserbase()}/left-by-a-submission.pth",
        f"{sys.prefix}/left-by-a-submission.cfg",
    ]
    return tried({path: lambda path=path: plant(path) for path in paths})
