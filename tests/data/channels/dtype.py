# The width of a dtype.
import numpy as np
def tell(bits):
    return np.zeros((3, 2), f"S{1 + bits % 48_213}")
