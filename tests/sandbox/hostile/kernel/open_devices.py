# expect: refused
# control: unlocked allowed
"""Open the devices through which a machine is driven."""

import os

from attacking import tried

DEVICES = (
    "mem", "kmsg", "port", "ptmx", "tty", "full", "fuse", "kvm", "net/tun", "vda", "sda",
    "mapper/control", "userfaultfd", "vhost-net",
)  # fmt: skip


def attack(_world):
    return tried(
        {name: lambda name=name: os.close(os.open(f"/dev/{name}", os.O_RDONLY)) for name in DEVICES}
    )
