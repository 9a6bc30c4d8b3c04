"""Templates of any course are blank as long as nobody wrote in them; work is not, however short."""

import pytest

from grader.extract import extract
from grader.model import Ask, Cell, Notebook

BLANK = {
    "None between comments": """
def cost(A3, Y, parameters, lambd):
    m = Y.shape[1]
    cross = compute_cost(A3, Y)
    ### START CODE HERE ### (approx. 1 line)
    penalty = None
    ### END CODE HERE ###
    return cross + penalty
""",
    "nothing between comments": """
def cost(A3, Y, parameters, lambd):
    cross = compute_cost(A3, Y)
    # penalty =
    # YOUR CODE STARTS HERE

    # YOUR CODE ENDS HERE
    return cross + penalty
""",
    "two slots with nothing": """
def cost(X, g):
    # YOUR CODE STARTS HERE
    # YOUR CODE ENDS HERE
    g["a"] = X
    # YOUR CODE STARTS HERE
    # YOUR CODE ENDS HERE
    return g
""",
    "plus None": """
def cost(X, Y, cache, lambd):
    m = X.shape[1]
    dW3 = np.dot(X, Y.T) / m + None
    dW2 = np.dot(X, Y.T) / m + None
    return {"dW3": dW3, "dW2": dW2}
""",
    "a name that is None": """
def cost(A3, Y):
    cross = compute_cost(A3, Y)
    penalty = None  # (≈ 1 line)
    total = cross + penalty
    return total
""",
    "returns None": """
def cost(A3, Y):
    m = Y.shape[1]
    total = None
    return total
""",
    "question marks": """
def cost(A3, Y):
    cross = compute_cost(A3, Y)
    penalty = ???
    return cross + penalty
""",
    "in Portuguese": """
def cost(A3, Y):
    m = 2
    # COMECE O CÓDIGO AQUI
    total = None
    # TERMINE O CÓDIGO AQUI
    return total
""",
    "only a text and pass": 'def cost(A3, Y):\n    """Another text."""\n    pass',
    "not implemented": "def cost(A3, Y):\n    raise NotImplementedError('write it')",
    "a class of slots": """
class cost:
    def __init__(self, n):
        pass
    def forward(self, x):
        # YOUR CODE STARTS HERE
        self.out = None
        # YOUR CODE ENDS HERE
        return self.out
""",
}
WORK = {
    "one line": "def cost(A3, Y):\n    return 0",
    "between comments": """
def cost(A3, Y):
    # YOUR CODE STARTS HERE
    penalty = 3
    # YOUR CODE ENDS HERE
    return penalty
""",
    "below the comments": """
def cost(A3, Y, parameters):
    # YOUR CODE STARTS HERE
    # YOUR CODE ENDS HERE
    penalty = parameters["W1"].sum()
    return compute_cost(A3, Y) + penalty
""",
    "a comment left": """
def cost(A3, Y):
    # penalty =
    penalty = 3
    return A3 + penalty
""",
    "None at first": """
def cost(A3, Y):
    total = None
    for row in Y:
        total = row if total is None else total + row
    return total
""",
    "an axis of None": "def cost(A3, Y):\n    axis = None\n    return A3.sum(axis=axis)",
    "one slot of two": """
def cost(A3, Y):
    # YOUR CODE STARTS HERE
    a = A3.sum()
    # YOUR CODE ENDS HERE
    # YOUR CODE STARTS HERE
    b = None
    # YOUR CODE ENDS HERE
    return a, b
""",
    "changes its argument": "def cost(A3, Y):\n    out = None\n    A3[:] = Y\n    return out",
    "a helper": "def cost(A3, Y):\n    def f(x):\n        return x\n    # f =\n    return f(A3)",
}


def blank(source: str) -> bool:
    asks = [Ask("cost", "class" if "class cost" in source else "function")]
    found = extract(Notebook((Cell(1, "import numpy as np"), Cell(2, source.strip()))), asks)
    assert found.names == {"cost": "cost"}
    return "cost" in found.not_attempted


@pytest.mark.parametrize("name", BLANK)
def test_a_template_is_blank(name: str) -> None:
    assert blank(BLANK[name])


@pytest.mark.parametrize("name", WORK)
def test_work_is_not_blank(name: str) -> None:
    assert not blank(WORK[name])
