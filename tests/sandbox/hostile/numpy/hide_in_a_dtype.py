# expect: passed
# judged: wrong
# control: inside left
"""Hide an object in an array's dtype, to be found by whoever takes it."""

import numpy as np


class Stowaway:
    def __reduce__(self):
        return (exec, ("import builtins; builtins.left_by_a_submission = True",))


def attack(_world):
    return np.zeros(3, dtype=np.dtype("f8", metadata={"stowaway": Stowaway()}))
