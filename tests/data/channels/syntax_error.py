# Python's own complaint about a text, which bears a line of its own and its source.
def tell(bits):
    compile("\n" * (bits % 1_000) + f"({bits}", f"<cell {bits % 999}>", "exec")
