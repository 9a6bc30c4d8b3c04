# expect: refused
# control: unlocked allowed
"""Write over the grader's file through numpy."""

import numpy as np
from attacking import tried


def attack(world):
    secret = world["secret"]
    return tried(
        {
            "tofile": lambda: np.zeros(3).tofile(secret),
            "save": lambda: np.save(secret + ".npy", np.zeros(3)),
            "savetxt": lambda: np.savetxt(secret, np.zeros(3)),
            "memmap": lambda: np.memmap(secret, dtype="u1", mode="w+", shape=(3,)),
        }
    )
