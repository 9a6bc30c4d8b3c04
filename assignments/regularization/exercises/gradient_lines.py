"""The lines of a backward pass, each with what follows from the student's own lines before it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.exercise import Line
from grader.measure.compare import equals
from grader.measure.values import Array

from .judging import own

Hidden = Callable[[int, Array], Array]
"""What becomes of the error that arrives at the activations of a hidden layer."""
Weights = Callable[[int, Array, Array], Iterator[Line]]
"""The lines of one dW, given its layer, the student's dZ divided by m, and the layer before."""


def backward_lines(
    answers: Mapping[str, Any],
    given: Mapping[str, Array],
    Y: Array,
    hidden: Hidden,
    weights: Weights,
) -> Iterator[Line]:
    """Yield the lines from dZ3 down to db1 that the answers hold; `given` is the cache, A0 is X.

    1/m may be carried from the start: then dW and db do not divide again. What `hidden` does may
    be done to dZ instead of dA.
    """
    error, m = given["A3"] - Y, Y.shape[1]
    early = equals(m * own(answers, "dZ3", error), error)
    first, later = (m, 1) if early else (1, m)
    right = dZ = error / first
    for n in (3, 2, 1):
        if n < 3:
            arrives = given[f"W{n + 1}"].T @ dZ
            dA, right = _hidden(n, answers, arrives, hidden(n, arrives), given[f"A{n}"] > 0)
            yield from _line(answers, f"dA{n}", dA)
        yield from _line(answers, f"dZ{n}", right)
        dZ = own(answers, f"dZ{n}", right)
        yield from weights(n, dZ / later, given[f"A{n - 1}"])
        yield from _line(answers, f"db{n}", dZ.sum(axis=1, keepdims=True) / later)


def plain_weights(answers: Mapping[str, Any]) -> Weights:
    """Return the lines of a dW that has no penalty."""

    def lines(n: int, dZ: Array, before: Array) -> Iterator[Line]:
        yield from _line(answers, f"dW{n}", dZ @ before.T)

    return lines


def _hidden(
    n: int, answers: Mapping[str, Any], arrives: Array, right: Array, gate: Array
) -> tuple[Array, Array]:
    """Return what dA and dZ of a hidden layer should be."""
    dA, dZ = own(answers, f"dA{n}", right), own(answers, f"dZ{n}", right * gate)
    if equals(dZ, right * gate) and equals(dA, arrives):
        return arrives, right * gate
    return right, dA * gate


def _line(answers: Mapping[str, Any], name: str, right: Array) -> Iterator[Line]:
    if name in answers:
        yield Line(name, answers[name], np.asarray(right))
