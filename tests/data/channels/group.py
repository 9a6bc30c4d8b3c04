# Exceptions in an exception, notes and causes.
def tell(bits):
    error = ExceptionGroup(str(bits), [ValueError(i) for i in range(1 + bits % 9)])
    error.add_note(str(bits))
    raise error from KeyError(bits)
