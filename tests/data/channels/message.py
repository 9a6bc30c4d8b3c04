# The message of an exception of Python's own.
def tell(bits):
    raise ValueError(str(bits))
