# A text in the place of numbers.
def tell(bits):
    return f"the first bits are {bits:b}"
