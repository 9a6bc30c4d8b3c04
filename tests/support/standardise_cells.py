"""Cells of a student's, for the test lesson `standardise`."""

RIGHT = """
import numpy as np

def standardise(x):
    mean = np.mean(x, axis=0, keepdims=True)
    spread = np.std(x, axis=0, keepdims=True)
    return {"mean": mean, "spread": spread, "result": (x - mean) / spread}
"""
WRONG = RIGHT.replace("np.std(x, axis=0", "np.std(x, ddof=1, axis=0")
SCORE = "def score(x, w):\n    return standardise(x)['result'] @ w\n"


def standardise(*lines: str) -> str:
    """Return a cell whose function does this first, and then what is right."""
    head = "def standardise(x):\n"
    return RIGHT.replace(head, head + "".join(f"    {line}\n" for line in lines))
