# What is said on leaving.
def tell(bits):
    raise SystemExit(bits)
