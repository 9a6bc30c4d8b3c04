# raw: same
# What is printed, to every stream.
import os, sys
def tell(bits):
    print(bits, flush=True)
    print(bits, file=sys.stderr, flush=True)
    os.write(1, str(bits).encode())
    return None
