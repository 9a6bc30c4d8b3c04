"""A student's network of scalars: its layers, neurons and parameters, whatever they are called.

Parts are found by what they are (a list of neurons, a list of scalars, one scalar) rather than by
name, so that `pesos`, `weights` and `w` are all the same.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from grader.adapt.asking import attribute
from grader.adapt.scalar import Scalars

PARAMETERS = ("parametros", "parameters", "params", "parâmetros", "get_parametros")

Row = Sequence[float]
Layers = Sequence[Sequence[Row]]
"""A network's numbers: layers of neurons, each its weights and then its bias."""


class Network:
    """A network object of the student's, and the scalars it is made of."""

    def __init__(self, scalars: Scalars, made: Any) -> None:
        self.scalars = scalars
        self.made = made
        self.is_listing = False
        """Whether it was seen to give a single output in a list."""

    def layers(self) -> list[Any]:
        """Return the layers; empty when they cannot be found."""
        return _list_of(self.made, lambda part: bool(_list_of(part, self._is_neuron)))

    @cached_property
    def neurons(self) -> list[list["Neuron"]]:
        """The neurons, layer by layer."""
        return [neurons_of(self.scalars, layer) for layer in self.layers()]

    def fill(self, numbers: Layers) -> None:
        """Put these numbers in the place of the network's own, and 0 in the gradients'."""
        for row, given in zip(self.neurons, numbers, strict=False):
            for neuron, values in zip(row, given, strict=False):
                neuron.fill(values)

    def numbers(self) -> list[list[list[float]]]:
        """Return the network's numbers as they stand."""
        return [[neuron.numbers() for neuron in row] for row in self.neurons]

    def gradients(self) -> list[float]:
        """Return the gradients of `nodes`; NaN for what has none."""
        s = self.scalars
        return [s.gradient(n) if s.is_scalar(n) else float("nan") for n in self.nodes()]

    def nodes(self) -> list[Any]:
        """Return every weight and bias that the neurons hold, in the order of `numbers`."""
        return [part for row in self.neurons for n in row for part in (*n.weights, n.bias)]

    def parameters(self) -> list[Any]:
        """Return the student's own list of parameters."""
        return list(attribute(self.made, PARAMETERS)())

    def __call__(self, x: Row, *rest: Any, **named: Any) -> list[Any]:
        """Return the outputs as a list, a single one too."""
        found = self.made(list(x), *rest, **named)
        if not isinstance(found, list | tuple):
            return [found]
        self.is_listing = len(found) == 1
        return list(found)

    @contextmanager
    def overheard(self) -> Iterator[list[Any]]:
        """For a while, keep what the network answers, whoever asks it."""
        kind, heard = type(self.made), []
        own = kind.__call__

        def call(made: Any, *arguments: Any, **named: Any) -> Any:
            found = own(made, *arguments, **named)
            if made is self.made:
                heard.append(found)
            return found

        kind.__call__ = call
        try:
            yield heard
        finally:
            kind.__call__ = own

    def _is_neuron(self, part: Any) -> bool:
        return Neuron(self.scalars, part).is_one


class Neuron:
    """A neuron object of the student's: a list of weights and a bias."""

    def __init__(self, scalars: Scalars, made: Any) -> None:
        self.scalars = scalars
        self.made = made

    @property
    def weights(self) -> list[Any]:
        """Return the list that holds the weights, itself: it may be written to."""
        parts = [p.ravel().tolist() if isinstance(p, np.ndarray) else p for p in _parts(self.made)]
        lists = [part for part in parts if isinstance(part, list) and self._all_numbers(part)]
        return max(lists, key=len, default=[])

    @property
    def bias(self) -> Any:
        """Return the one scalar beside the weights; None when there is none."""
        return next(filter(self.scalars.is_scalar, _parts(self.made)), None)

    @property
    def is_one(self) -> bool:
        """Tell whether this looks like a neuron at all."""
        return callable(self.made) and bool(self.weights) and self.bias is not None

    def fill(self, values: Row) -> None:
        """Set the weights and then the bias."""
        weights, bias = self.weights, self.bias
        for place, value in enumerate(values[:-1]):
            if place < len(weights) and self.scalars.is_scalar(weights[place]):
                self._set(weights[place], value)
            elif place < len(weights):
                weights[place] = value
        if bias is not None:
            self._set(bias, values[-1])

    def numbers(self) -> list[float]:
        """Return the weights and then the bias; NaN for a bias that cannot be found."""
        bias = float("nan") if self.bias is None else self.bias
        return [self.scalars.number(part) for part in (*self.weights, bias)]

    def _set(self, node: Any, value: float) -> None:
        self.scalars.set_number(node, value)
        self.scalars.set_gradient(node, 0)

    def _all_numbers(self, values: list[Any]) -> bool:
        s = self.scalars
        return bool(values) and all(s.is_scalar(v) or isinstance(v, int | float) for v in values)


def neurons_of(scalars: Scalars, layer: Any) -> list[Neuron]:
    """Return the neurons of a layer object; empty when they cannot be found."""
    found = _list_of(layer, lambda part: Neuron(scalars, part).is_one)
    return [Neuron(scalars, part) for part in found]


def build(make: Callable[..., Any], inputs: int, sizes: Sequence[int], *rest: Any) -> Any:
    """Make a network; a class that takes one list gets inputs and sizes in it."""
    if len(_required(make)) == 1 and not rest:
        return make([inputs, *sizes])
    return make(inputs, list(sizes), *rest)


def _required(make: Callable[..., Any]) -> list[str]:
    try:
        found = inspect.signature(make).parameters.values()
    except (TypeError, ValueError):
        return []
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in found if p.kind in kinds and p.default is p.empty]


def _list_of(owner: Any, is_one: Callable[[Any], bool]) -> list[Any]:
    """Return the first list or tuple among an object's parts that holds nothing but such things."""
    for part in _parts(owner):
        if isinstance(part, list | tuple) and part and all(map(is_one, part)):
            return list(part)
    return []


def _parts(owner: Any) -> Iterator[Any]:
    if hasattr(owner, "__dict__"):
        yield from vars(owner).values()
    for name in getattr(type(owner), "__slots__", ()):
        if isinstance(name, str) and hasattr(owner, name):
            yield getattr(owner, name)
