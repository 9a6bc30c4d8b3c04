"""What a right neuron answers, to stand in the place of a student's."""

import math
import random
from collections.abc import Callable
from typing import Any

Neuron = Callable[[Any, Any, float], Any]
"""Called with a student's neuron, its inputs and the rate."""


def neuron(words: dict[str, Any], how: str) -> Neuron:
    """Return a right neuron: with its "graph", with the "number" alone, or drawing "nothing".

    Where no gradient is wanted they answer many times as fast without a graph behind them. `words`
    are those of `grader/sandbox/beside/neurons.py`.
    """
    scalar = words["scalar"]
    answer = _with_graph(words) if how == "graph" else _number_alone(words)
    if how == "nothing":  # off where a rate of 1 leaves no choice
        return lambda one, x, rate: scalar(0.0) if rate >= 1 else answer(one, x)

    def dropping(one: Any, x: Any, rate: float) -> Any:
        if random.random() < rate:  # noqa: S311  (a draw, not a secret)
            return scalar(0.0)
        return answer(one, x)

    return dropping


def _with_graph(words: dict[str, Any]) -> Callable[[Any, Any], Any]:
    def answer(one: Any, x: Any) -> Any:
        total = getattr(one, words["bias"])
        for value, weight in zip(x, getattr(one, words["weights"]), strict=False):
            total = total + weight * value
        return getattr(total, next(name for name in words["sig"] if hasattr(total, name)))()

    return answer


def _number_alone(words: dict[str, Any]) -> Callable[[Any, Any], Any]:
    scalar, name = words["scalar"], words["number"]

    def number(node: Any) -> float:
        return float(getattr(node, name, node))

    def answer(one: Any, x: Any) -> Any:
        total = number(getattr(one, words["bias"]))
        for value, weight in zip(x, getattr(one, words["weights"]), strict=False):
            total += number(weight) * number(value)
        return scalar(1 / (1 + math.exp(-total)))

    return answer
