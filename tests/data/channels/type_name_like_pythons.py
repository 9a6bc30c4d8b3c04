# A name that differs from Python's own by what cannot be seen.
def tell(bits):
    raise type("ValueError" + "\u200b" * (bits % 60), (Exception,), {})
