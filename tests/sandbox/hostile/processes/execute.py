# listed: 28
# expect: refused
# control: inside found
"""Run another program beside this one."""

import os
import subprocess

from attacking import tried


def attack(_world):
    def shell():
        if os.system("true") != 0:
            raise OSError("refused")

    return tried(
        {
            "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
            "subprocess": lambda: subprocess.run(["/bin/true"], check=True),
            "shell": shell,
            "pipe": lambda: os.popen("true").read(),
        }
    )
