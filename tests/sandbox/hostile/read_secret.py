# expect: refused
# control: allowed
"""Read a file of the grader by every way to spell its path."""

from attacking import tried


def attack(world):
    secret = world["secret"]
    spellings = {
        "by its path": secret,
        "through its own root": "/proc/self/root" + secret,
        "through its own folder": "/proc/self/cwd" + secret,
        "through the first process": "/proc/1/root" + secret,
        "through a readable folder": "/usr/lib/../.." + secret,
        "through /dev": "/dev/fd/../../../../.." + secret,
    }
    return tried({how: lambda path=path: open(path).read() for how, path in spellings.items()})
