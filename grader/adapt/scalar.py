"""A student's scalar class, whatever it calls its number, its gradient and its backward pass."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
HAND_ON = ("propagar", "_backward", "_propagar", "propaga", "_propagate")
EXPONENTIAL = ("exp", "exponencial", "exponential")
SIGMOID = ("sig", "sigmoid", "sigmoide", "logistic", "logistica")
OPERATORS = ("add", "sub", "mul", "truediv")

_ABSENT = object()


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

    def hand_on(self, node: Any) -> None:
        """Run the one step of the student's that hands a node's gradient to its parents."""
        attribute(node, HAND_ON)()

    @contextmanager
    def mended(self) -> Iterator[None]:
        """For a while, let numbers stand on either side and the way back start with gradient 1.

        A class that lacks one of these would spoil everything built on it; both are paid for
        elsewhere. Nothing changes in a class that lacks neither.
        """
        name = name_of(self.kind, BACKWARD)
        better = {name: self._from_one(name)}
        if not self._takes_numbers():
            for operation in OPERATORS:
                better |= self._with_numbers(operation)
        before = {key: vars(self.kind).get(key, _ABSENT) for key in better}
        for key, method in better.items():
            setattr(self.kind, key, method)
        try:
            yield
        finally:
            for key, own in before.items():
                setattr(self.kind, key, own) if own is not _ABSENT else delattr(self.kind, key)

    def _from_one(self, name: str) -> Callable[..., Any]:
        own = getattr(self.kind, name)

        def backward(root: Any, *arguments: Any, **named: Any) -> Any:
            self.set_gradient(root, 1)
            return own(root, *arguments, **named)

        return backward

    def _takes_numbers(self) -> bool:
        a = self.new(2.0)
        tried = (
            *(lambda: a + 1.0, lambda: 1.0 + a, lambda: a - 1.0, lambda: 1.0 - a),
            *(lambda: a * 1.0, lambda: 1.0 * a, lambda: a / 1.0),
        )
        return all(self.is_scalar(attempt(operation)) for operation in tried)

    def _with_numbers(self, operation: str) -> dict[str, Callable[..., Any]]:
        own = getattr(self.kind, f"__{operation}__", None)
        if own is None:
            return {}

        def forward(left: Any, right: Any) -> Any:
            return own(left, right if self.is_scalar(right) else self.new(right))

        def reflected(right: Any, left: Any) -> Any:
            return own(self.new(left), right)

        return {f"__{operation}__": forward, f"__r{operation}__": reflected}

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
