# expect: passed
# judged: wrong
# control: inside left
"""Leave settings behind that change what numpy computes and says for everybody."""

import numpy as np


def attack(_world):
    np.set_printoptions(formatter={"all": lambda _: "right"})
    np.seterr(all="raise")
    np.random.seed = lambda *_: None
    np.left_by_a_submission = True
    return np.zeros(3)
