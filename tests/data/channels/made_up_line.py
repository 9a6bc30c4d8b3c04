# A line that does not exist, of a cell that does.
def tell(bits):
    exec(compile("\n" * (40 + bits % 30_000) + "raise ValueError", "<cell 2>", "exec"), {})
