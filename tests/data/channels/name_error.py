# A name that is not there.
def tell(bits):
    return eval(f"n{bits}")
