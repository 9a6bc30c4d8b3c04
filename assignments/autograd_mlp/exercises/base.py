"""The operations that others are made of, and whether enough of them is right to build on.

What is made of other operations, and the way back through a graph, are held to the student's own
slopes, so that one slip costs once. That is fair only as long as it is one slip: of constants or
zeros that agree with each other nothing can be told.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.measure.rows import row, same

BASES = ("a + b", "a * b", "a ** n", "exp(a)")
_SLIPS = 1


def slopes_of(a: float, b: float, n: float) -> dict[str, list[float]]:
    """Return the derivatives of the base operations by their operands, as any textbook has them."""
    return {
        "a + b": [1.0, 1.0],
        "a * b": [b, a],
        "a ** n": [n * a ** (n - 1)],
        "exp(a)": [float(np.exp(a))],
    }


def standing(found: Mapping[str, list[Any]], right: Mapping[str, list[float]]) -> tuple[str, ...]:
    """Return the base operations that do not stop: for some way of asking there is a number."""
    return tuple(
        name
        for name in BASES
        if any(row(way, len(right[name])) is not None for way in found.get(name, []))
    )


def can_be_built_on(
    found: Mapping[str, list[Any]],
    right: Mapping[str, list[float]],
    among: Sequence[str] = BASES,
) -> bool:
    """Tell whether at most one base operation hands on something else than its derivative.

    `found` are the ways in which each was asked: any that is right will do. `among` are those that
    count, of which there must be more than wrong ones.
    """
    wrong = 0
    for name in among:
        rows = (row(way, len(right[name])) for way in found.get(name, []))
        wrong += not any(same(one, right[name]) for one in rows)
    return wrong <= _SLIPS and wrong < len(among)
