# listed: 30
# expect: refused
# control: inside dies
"""Run a program that is no file."""

import os

from attacking import tried


def attack(_world):
    def from_memory():
        descriptor = os.memfd_create("program")
        with open("/bin/true", "rb") as program:
            os.write(descriptor, program.read())
        os.execve(descriptor, ["program"], {})

    return tried({"from memory": from_memory})
