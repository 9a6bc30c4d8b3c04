# The length of a list.
def tell(bits):
    return [1.0] * (5 + bits % 1_000)
