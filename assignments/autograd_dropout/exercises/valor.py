"""Look whether the class `Valor`, which the handout gives, is still what it was.

It is no work of this lesson, but nothing trains as it should with another one: so what is wrong in
it is told. Of an operation that it lacks nothing is said: this lesson may well do without.
"""

from functools import cache
from typing import Any

import numpy as np

from grader.adapt.graph_law import graph_law
from grader.adapt.scalar import Graph, Scalars, told
from grader.measure.rows import row, same
from grader.remote.value import plain

_LEAVES = {"a": 0.7, "b": -1.3, "c": 0.4}
_NETWORK = "z = a * b + c * 2 + -0.5\ns = sig(z)\nout = (s + -0.25) ** 2"
_OPERATIONS = (
    # every operation hands on to a twice from either side: what arrives must add up
    "out = (a + b) * (a + c) * (b + a) * (c + a)",
    "out = (a - b) * (a - c) * (b - a) * (c - a)",
    "out = (a * b) + (a * c) + (b * a) + (c * a)",
    "out = (a / b) + (a / c) + (b / a) + (c / a)",
    "out = a ** 2 + a ** 3 + a ** -1",
    "out = -a * b + -a * c",
    "out = exp(a) * b + exp(a) * c",
    "out = sig(a) * b + sig(a) * c",
    # numbers on either side
    *(f"out = ({one}) * b * c" for one in ("a + 2", "2 + a", "a - 2", "2 - a")),
    *(f"out = ({one}) * b * c" for one in ("a * 2", "2 * a", "a / 2", "2 / a")),
)


def judged(scalars: Scalars) -> str:
    """Return "right" where graphs of scalars have their numbers and their gradients.

    "changed" where one has others, and "stops" where only a network of them cannot be made.
    """
    found = plain(scalars.graphs(told(_graphs())))
    if not isinstance(found, list) or len(found) != len(_graphs()):
        return "changed"
    made = [(one, right) for one, right in zip(found, _law(), strict=True) if type(one) is not str]
    if not all(_is_right(one, right) for one, right in made):
        return "changed"
    return "stops" if isinstance(found[0], str) else "right"


def _is_right(found: Any, right: Any) -> bool:
    try:
        number, gradient = found
    except (TypeError, ValueError):
        return False
    gradient = row(gradient, len(right) - 1)
    return gradient is not None and same(np.array([number, *gradient]), right)


@cache
def _graphs() -> tuple[Graph, ...]:
    return tuple(Graph((way,), _LEAVES, tuple(_LEAVES)) for way in (_NETWORK, *_OPERATIONS))


@cache
def _law() -> tuple[Any, ...]:
    return tuple(map(graph_law, _graphs()))
