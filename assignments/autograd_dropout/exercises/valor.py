"""Is the class `Valor`, which the handout gives, still what it was? Asked where gradients are not.

It is no work of this lesson: what is wrong in it is told, so that nothing else is accused.
"""

from functools import cache
from typing import Any

import numpy as np

from grader.adapt.scalar import Graph, Scalars, told
from grader.lessons.scalar_mlp import sigmoid
from grader.measure.rows import row, same
from grader.remote.value import plain

_LEAVES = {"a": 0.7, "b": -1.3, "c": 0.4}


def judged(scalars: Scalars) -> str:
    """Return "right" where a small graph of scalars has its number and its gradients."""
    found = plain(scalars.graphs(_asked()))
    z = _LEAVES["a"] * _LEAVES["b"] + _LEAVES["c"] * 2 - 0.5
    slope = 2 * (sigmoid(z) - 0.25) * sigmoid(z) * (1 - sigmoid(z))
    right = slope * np.array([_LEAVES["b"], _LEAVES["a"], 2.0])
    try:
        number, gradient = found[0]
    except (TypeError, ValueError, IndexError):
        return "changed"
    is_number = same([number], [(sigmoid(z) - 0.25) ** 2])
    return "right" if is_number and same(row(gradient, 3), right) else "changed"


@cache
def _asked() -> Any:
    way = "z = a * b + c * 2 + -0.5\ns = sig(z)\nout = (s + -0.25) ** 2"
    return told([Graph((way,), _LEAVES, ("a", "b", "c"))])
