# An attribute that is not there, named by the bits.
def tell(bits):
    return getattr((), f"a{bits}")
