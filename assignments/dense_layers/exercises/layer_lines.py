"""What follows from a student's own numbers, line by line. Float32 is as good as any."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from grader.exercise import Case, Line
from grader.lessons.relu_network import relu
from grader.measure.compare import agree
from grader.measure.rows import table
from grader.measure.values import Array, Unfit, array

from .dense_sums import Way
from .judging import ATOL, RTOL, equals

_FAR_FROM_ZERO = 1e-4
"""What float32 costs where a large bias was added."""


def line(name: str, value: Any, right: Array, rtol: float = RTOL, atol: float = ATOL) -> Line:
    """Return a line whose right value is the student's own where that is near enough."""
    with suppress(Unfit):
        found = array(value, name, right.shape)
        if agree(found, right, rtol, atol).all():
            return Line(name, value, found)
    return Line(name, value, right)


def sum_lines(case: Case, answers: Any) -> list[Line]:
    """Return the lines of x W + b, in the way in which the weights were meant."""
    ways = table(answers).get("ways")
    given = ways[:2] if isinstance(ways, list) else []
    return max((list(_sum(case, table(way))) for way in given), key=_merits, default=[])


def activation_lines(steps: tuple[str, ...], outputs: Any) -> list[Line]:
    """Return each activation's line, by the student's own output before it."""
    found = outputs if isinstance(outputs, list) and len(outputs) == len(steps) else []
    given = zip(steps, found, found[:1] + found, strict=False)
    return [one for step in given for one in _activation(*step)]


def softmax(logits: Array) -> Array:
    """Return each row's shares of the exponentials."""
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def best(lines: list[Line]) -> list[Line]:
    """Return the first line that is right, else the first, else none."""
    return sorted(lines, key=lambda one: -_merits([one]))[:1]


def _sum(case: Case, way: Any) -> Iterator[Line]:
    """Yield what is there without biases, and what biases add to it."""
    right = case.X @ case.weights
    multiplied = Way(case, way, right)
    with suppress(Unfit):
        if multiplied.multiplies or multiplied.divides:  # then it is there, and does not show
            way = {**way, "plain": right}
    yield line("inputs · weights", way.get("plain"), right)
    with suppress(Unfit):
        biased, far = (array(way.get(key), "output", right.shape) for key in ("biased", "far"))
        added = np.broadcast_to(case.biases, right.shape)
        yield line("output − output(biases=0)", biased - far, added, atol=_FAR_FROM_ZERO)


def _activation(step: str, value: Any, before: Any) -> Iterator[Line]:
    follows = {"activation1": relu, "activation2": softmax}.get(step)
    with suppress(Unfit):
        given = array(before, "output")
        if follows and given.ndim == 2 and given.size:
            yield line(f"{step}.output", value, follows(given))


def _merits(lines: list[Line]) -> int:
    """Count the lines that are right."""
    return sum(equals(one.got, one.right) for one in lines)
