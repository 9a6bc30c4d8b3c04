"""A student's scalar class, whatever it calls its number, its gradient and its backward pass."""

from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

from grader.adapt.asking import Failed, attempt, attribute, name_of

NUMBER = ("data", "dado", "dados", "valor", "value", "val")
GRADIENT = ("grad", "gradiente", "gradient", "derivada")
BACKWARD = (
    *("propagar_tudo", "backward", "backprop", "propaga_tudo", "propagar_gradientes"),
    *("retropropagar", "retropropagacao", "backpropagation", "backward_pass"),
)
EXPONENTIAL = ("exp", "exponencial", "exponential")
SIGMOID = ("sig", "sigmoid", "sigmoide", "logistic", "logistica")


class Scalars:
    """Speak with a scalar class, the student's `Valor` or `Value`."""

    def __init__(self, kind: Callable[[float], Any]) -> None:
        self.kind = kind
        sample = kind(1.0)
        self._number = name_of(sample, NUMBER)
        self._gradient = name_of(sample, GRADIENT)

    def new(self, number: float) -> Any:
        """Make a leaf."""
        return self.kind(number)

    def is_scalar(self, value: Any) -> bool:
        """Tell whether a value is one of the student's scalars."""
        return isinstance(value, self.kind) if isinstance(self.kind, type) else False

    def number(self, node: Any) -> float:
        """Return a node's number; a plain number is its own."""
        return float(node) if isinstance(node, Real) else float(getattr(node, self._number))

    def set_number(self, node: Any, number: float) -> None:
        """Put another number in a node's place."""
        setattr(node, self._number, number)

    def gradient(self, node: Any) -> float:
        """Return a node's gradient."""
        return float(getattr(node, self._gradient))

    def set_gradient(self, node: Any, number: float) -> None:
        """Put a gradient on a node."""
        setattr(node, self._gradient, number)

    def backward(self, root: Any) -> None:
        """Run the student's whole backward pass from a node."""
        attribute(root, BACKWARD)()

    def exp(self, node: Any) -> Any:
        """Return the student's exponential of a node."""
        return attribute(node, EXPONENTIAL)()

    def sigmoid(self, node: Any) -> Any:
        """Return the student's sigmoid of a node."""
        return attribute(node, SIGMOID)()

    def plain(self, value: Any, depth: int = 4) -> Any:
        """Return a value with every scalar in it as a number; what is not plain is its type's."""
        if isinstance(value, Failed):
            return value.name
        if self.is_scalar(value):
            return attempt_number(lambda: self.number(value))
        if isinstance(value, np.ndarray) and value.dtype == object:
            value = value.tolist()
        if isinstance(value, list | tuple) and depth:
            return [self.plain(item, depth - 1) for item in value]
        return value


def attempt_number(ask: Callable[[], float]) -> float:
    """Return a number, NaN where asking for it fails."""
    found = attempt(ask)
    return float("nan") if isinstance(found, Failed) else float(found)
