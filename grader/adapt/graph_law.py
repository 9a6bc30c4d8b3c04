"""What a graph of scalars gives by mathematics alone: its number, and the slopes by its names."""

import cmath
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.adapt.expression import parsed
from grader.adapt.scalar import Graph
from grader.measure.gradient import STEP

_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "negative": operator.neg,
    "sum": lambda *parts: sum(parts),
    "new": lambda number: number,
    "apart": lambda number: number,
    "exp": cmath.exp,
    "sig": lambda z: 1 / (1 + cmath.exp(-z)),
}


def graph_law(graph: Graph) -> Any:
    """Return the number of `out`, and its slope by each wanted name (by the complex step).

    Of several ways the first is taken: all of them make the same.
    """
    slopes = [_out(graph, name).imag / STEP for name in graph.wanted]
    return np.array([_out(graph, "").real, *slopes])


def _out(graph: Graph, moved: str) -> complex:
    """Return `out`, with one name moved by a small imaginary step."""

    def given(name: str, number: Any) -> complex:
        return complex(number) + (STEP * 1j if name == moved else 0)

    own = dict(graph.constants) | {name: given(name, one) for name, one in graph.leaves.items()}
    for name, tree in parsed(graph.ways[0]):
        own[name] = given(name, _value(tree, own))
    return own["out"]


def _value(tree: Any, own: Mapping[str, Any]) -> Any:
    if isinstance(tree, str):
        return own[tree]
    if isinstance(tree, list):
        return _FUNCTIONS[tree[0]](*(_value(part, own) for part in tree[1:]))
    return tree
