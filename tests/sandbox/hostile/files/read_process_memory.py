# listed: 4
# expect: refused
"""Read the memory of the grader, of the zygote and of a bystander."""

import os

from attacking import tried


def attack(world):
    processes = {"grader": world["grader"], "zygote": os.getppid(), "bystander": world["victim"]}
    return tried(
        {
            who: lambda path=f"/proc/{pid}/mem": open(path, "rb").close()
            for who, pid in processes.items()
        }
    )
