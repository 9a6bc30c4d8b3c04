# The name of a type that cannot be carried.
def tell(bits):
    return type(f"T{bits}", (), {})()
