# listed: 3
# expect: refused
# control: unlocked allowed
"""Read a file of the grader by way of folders that may be looked at."""

from attacking import tried


def attack(world):
    secret = world["secret"]
    spellings = {
        "through its own folder": "/proc/self/cwd" + secret,
        "through the first process": "/proc/1/root" + secret,
        "through a readable folder": "/usr/lib/../.." + secret,
        "through /dev": "/dev/fd/../../../../.." + secret,
    }
    return tried({how: lambda path=path: open(path).read() for how, path in spellings.items()})
