# expect: refused
"""Run another program, beside this one or in its place."""

import os
import subprocess
import sys

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
            "in its place": lambda: os.execv("/bin/true", ["true"]),
            "python in its place": lambda: os.execv(sys.executable, ["python", "-c", ""]),
            "from memory": lambda: os.execve(os.memfd_create("program"), ["program"], {}),
        }
    )
