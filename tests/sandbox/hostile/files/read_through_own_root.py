# listed: 2
# expect: refused
# control: unlocked allowed
"""Read a file of the grader through the root that the kernel shows of this process."""

from attacking import tried


def attack(world):
    path = "/proc/self/root" + world["secret"]
    return tried({path: lambda: open(path).read()})
