# raw: same
# The code with which the process ends.
import os
def tell(bits):
    os._exit(bits % 256)
