# The depth of lists in lists.
def tell(bits):
    found = 1.0
    for _ in range(1 + bits % 40):
        found = [found]
    return found
