# A shape.
import numpy as np
def tell(bits):
    return np.zeros((3, bits % 50_000, 0))
