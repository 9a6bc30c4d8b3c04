# An integer with as many digits as it takes.
def tell(bits):
    return 10 ** (bits % 3_000)
