# The name of an exception.
def tell(bits):
    raise type(f"E{bits}", (Exception,), {})
