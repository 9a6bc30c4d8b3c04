# A line that exists, but in what nothing asked for needs: a table with a line for each number.
import numpy as np
def Counter():
    return [
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
    ]
def tell(bits):
    exec(compile("\n" * (5 + bits % 8) + "raise ValueError", "<cell 1>", "exec"), {})
