# How many NaN there are, and where.
import numpy as np
def tell(bits):
    found = np.zeros(6)
    found[: 1 + bits % 5] = np.nan
    return found.tolist()
