"""Solved notebooks of several graders, made for tests: subjects that no lesson of ours has."""

import json
from pathlib import Path
from typing import Any


def code(source: str, output: str = "", **metadata: Any) -> dict[str, Any]:
    data = {"data": {"text/plain": [output]}, "output_type": "execute_result", "metadata": {}}
    return {
        "cell_type": "code", "metadata": metadata, "source": source, "execution_count": None,
        "outputs": [data] if output else [],
    }  # fmt: skip


def text(source: str, kind: str = "markdown", **metadata: Any) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": metadata, "source": source}


def marks(grade_id: str, **flags: Any) -> dict[str, Any]:
    return {
        "nbgrader": {
            "grade_id": grade_id,
            "grade": False,
            "solution": False,
            "locked": False,
            **flags,
        }
    }


def write(path: Path, *cells: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


IMPORTS = code("%matplotlib inline\nimport numpy as np\nimport matplotlib.pyplot as plt")

NBGRADER = (
    IMPORTS,
    text("# Distances"),
    code(
        'def distances(A, B):\n    """Return the distance of every row of A to every row of B."""\n'
        "    ### BEGIN SOLUTION\n    differences = A[:, None] - B[None]\n"
        "    return np.sqrt(np.sum(differences ** 2, axis=2))\n    ### END SOLUTION\n",
        **marks("distances", solution=True),
    ),
    code(
        "A = np.array([[0.0, 1.5], [2.0, -1.0], [4.0, 0.5]])\n"
        "B = np.array([[1.0, 1.0], [0.5, -2.0]])\n"
        "assert distances(A, B).shape == (3, 2)\n### BEGIN HIDDEN TESTS\n"
        "assert np.allclose(distances(A[:2], A[:2]).diagonal(), 0)\n### END HIDDEN TESTS",
        **marks("test-distances", grade=True, locked=True, points=4),
    ),
    code(
        "def nearest(A, B):\n    ### BEGIN SOLUTION\n    return distances(A, B).argmin(axis=1)\n"
        "    ### END SOLUTION\n",
        **marks("nearest", solution=True),
    ),
    code(
        "assert list(nearest(A, B)) == [0, 1, 0]",
        **marks("test-nearest", grade=True, locked=True, points=2),
    ),
    text("Explain.", **marks("why", grade=True, solution=True, points=5)),
)

OTTER = (
    text("# ASSIGNMENT CONFIG\nname: hw", "raw"),
    IMPORTS,
    text("# BEGIN QUESTION\nname: q1\npoints: 3", "raw"),
    text("**Question 1.** Standard units."),
    text("# BEGIN SOLUTION", "raw"),
    code(
        'def units(x):\n    """Return x in standard units."""\n'
        "    return (x - np.mean(x)) / np.std(x) # SOLUTION"
    ),
    text("# END SOLUTION", "raw"),
    text("# BEGIN TESTS", "raw"),
    code("assert np.isclose(units(np.array([1.0, 2.5, 4.0, 7.0])).sum(), 0)"),
    code(
        '""" # BEGIN TEST CONFIG\npoints: 2\nhidden: true\n""" # END TEST CONFIG\n'
        "assert np.isclose(np.std(units(np.array([3.0, -1.0, 4.5]))), 1)"
    ),
    text("# END TESTS", "raw"),
    text("# END QUESTION", "raw"),
    text("# BEGIN QUESTION\nname: q2", "raw"),
    text("# BEGIN SOLUTION", "raw"),
    code("answer = 42 # SOLUTION"),
    text("# END SOLUTION", "raw"),
    text("# BEGIN TESTS", "raw"),
    code("print(answer)"),
    text("# END TESTS", "raw"),
    text("# END QUESTION", "raw"),
)

START = (
    IMPORTS,
    code(
        "def trapezoid(y, h):\n    ### START CODE HERE ###\n"
        "    area = h * (y[1:] + y[:-1]).sum() / 2\n    ### END CODE HERE ###\n    return area\n"
    ),
    code("trapezoid(np.array([1.0, 4.0, -2.0, 3.0]), 0.5)", output="np.float64(9.0)"),
)

UNMARKED = (
    IMPORTS,
    code(
        "def forward(X, W):\n    Z = X @ W\n    return np.tanh(Z), (X, Z)\n\n"
        "def backward(dA, cache):\n    X, Z = cache\n"
        "    return X.T @ (dA * (1 - np.tanh(Z) ** 2))\n"
    ),
    code(
        "X = np.array([[1.0, -2.0, 0.5], [0.3, 1.2, -0.7]])\n"
        "W = np.array([[0.1, 0.4], [-0.3, 0.8], [0.9, -0.5]])\n"
        "A, cache = forward(X, W)\nprint(backward(A - 1, cache))"
    ),
)

DENSE = """
class Dense:
    def __init__(self, n_inputs, n_neurons):
        self.weights = 0.1 * np.random.randn(n_inputs, n_neurons)
        self.biases = np.zeros((1, n_neurons))

    def forward(self, inputs):
        self.inputs = inputs
        return inputs @ self.weights + self.biases

    def backward(self, dvalues):
        self.dweights = self.inputs.T @ dvalues
        return dvalues @ self.weights.T
"""
VALUE = """
class Value:
    def __init__(self, data, children=()):
        self.data, self.grad = data, 0.0
        self._back, self._children = lambda: None, children

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._back = back
        return out

    def backward(self):
        self.grad = 1.0
        self._back()
"""
CLASSES = (
    IMPORTS,
    code(DENSE),
    code(VALUE),
    code(
        "def square_all(values, weigh):\n    return [weigh(v * v) for v in values]\n\n"
        "def weigh(value):\n    return value * Value(0.5)\n"
    ),
    code(
        "dense = Dense(3, 2)\nZ = dense.forward(np.array([[1.0, -2.0, 0.5], [0.3, 1.2, -0.7]]))\n"
        "dense.backward(Z - 1)"
    ),
    code(
        "a, b = Value(2.0), Value(-3.0)\nc = a * b\nc.backward()\n"
        "square_all([Value(1.5), Value(4.0)], weigh)"
    ),
)
"""A layer, a scalar that knows its gradient, and functions of these."""
