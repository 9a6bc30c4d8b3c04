# listed: 15
# expect: refused
# control: unlocked allowed
"""Read what tells about the machine and about this process."""

from attacking import tried


def attack(_world):
    paths = [
        "/etc/passwd", "/etc/hostname", "/proc/self/environ", "/proc/self/cmdline",
        "/proc/self/maps", "/proc/self/mem", "/proc/cmdline", "/proc/mounts",
    ]  # fmt: skip
    return tried({path: lambda path=path: open(path, "rb").read(1) for path in paths})
