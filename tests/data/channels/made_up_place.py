# A cell and a line that do not exist: 38 bits in one exception.
def tell(bits):
    cell, line = (bits >> 19) % 999_999, bits % 30_000
    exec(compile("\n" * line + "raise ValueError", f"<cell {cell}>", "exec"), {})
