# raw: same
# The signal that it tries to send to itself.
import os
def tell(bits):
    os.kill(os.getpid(), 3 + bits % 60)
    return None
