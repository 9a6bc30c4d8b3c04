"""Where the scalars of a network are, whatever its parts are called: read off one, used on others.

Parts are found by what they are (a list of neurons, a list of scalars, one scalar) rather than by
name, so that `pesos`, `weights` and `w` are all the same. A path leads from the network to a part:
names of attributes, and places in lists (`[n]` in an array of more axes).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.adapt.anatomy import Row, Scalar, Thing

Path = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one weight or bias is, and whether it is a scalar there or a plain number."""

    path: Path
    is_scalar: bool


@dataclass(frozen=True, slots=True)
class NeuronPlan:
    """One neuron: its own path, its weights, its bias; None where there is no bias."""

    path: Path
    weights: tuple[Spot, ...]
    bias: Spot | None

    @property
    def spots(self) -> tuple[Spot | None, ...]:
        """The weights and then the bias."""
        return (*self.weights, self.bias)


@dataclass(frozen=True, slots=True)
class Setting:
    """An attribute of a network, layer or neuron that holds a plain value."""

    path: Path
    """Of the object."""
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The neurons of a network, layer by layer; empty when they cannot be found."""

    layers: tuple[tuple[NeuronPlan, ...], ...]
    settings: tuple[Setting, ...] = ()

    @property
    def spots(self) -> list[Spot]:
        """Every weight and bias that is there, in order."""
        return [spot for row in self.layers for plan in row for spot in plan.spots if spot]


def of_network(thing: Any) -> Blueprint:
    """Read a network that was taken apart."""
    layers = _first_row(thing, (), lambda part, path: bool(_neurons(part, path)))
    plans = tuple(tuple(_neurons(part, path)) for part, path in layers)
    objects = [(thing, ()), *layers, *_objects(layers)]
    return Blueprint(plans, tuple(s for part, path in objects for s in _settings(part, path)))


def of_neuron(thing: Any) -> Blueprint:
    """Read a neuron that was taken apart, as a network of itself."""
    return Blueprint(((_plan(thing, ()),),))


def of_layer(thing: Any) -> tuple[NeuronPlan, ...]:
    """Read a layer that was taken apart."""
    return tuple(_neurons(thing, ()))


def _neurons(thing: Any, path: Path) -> list[NeuronPlan]:
    found = _first_row(thing, path, lambda part, at: _is_neuron(part, _plan(part, at)))
    return [_plan(part, at) for part, at in found]


def _first_row(thing: Any, path: Path, is_one: Any) -> list[tuple[Any, Path]]:
    """Return the first list among an object's parts that holds nothing but such things."""
    for name, part in thing.parts.items() if isinstance(thing, Thing) else ():
        if isinstance(part, Row) and part.parts:
            found = [(one, (*path, name, n)) for n, one in enumerate(part.parts)]
            if all(is_one(*one) for one in found):
                return found
    return []


def _plan(thing: Any, path: Path) -> NeuronPlan:
    rows: list[tuple[Spot, ...]] = []
    bias = None
    for name, part in thing.parts.items() if isinstance(thing, Thing) else ():
        if isinstance(part, Scalar):
            bias = bias or Spot((*path, name), is_scalar=True)
        elif isinstance(part, Row) and part.parts and all(map(_is_number, part.parts)):
            found = (
                Spot((*path, name, [n] if part.is_deep else n), isinstance(one, Scalar))
                for n, one in enumerate(part.parts)
            )
            rows.append(tuple(found))
    return NeuronPlan(path, max(rows, key=len, default=()), bias)


def _is_neuron(thing: Any, plan: NeuronPlan) -> bool:
    is_called = isinstance(thing, Thing) and thing.can_be_called
    return is_called and bool(plan.weights) and plan.bias is not None


def _objects(layers: list[tuple[Any, Path]]) -> Iterator[tuple[Any, Path]]:
    """Yield the neurons of layers with their paths."""
    for part, path in layers:
        yield from _first_row(part, path, lambda one, at: _is_neuron(one, _plan(one, at)))


def _settings(thing: Any, path: Path) -> Iterator[Setting]:
    for name, part in thing.parts.items() if isinstance(thing, Thing) else ():
        if isinstance(part, bool | int | float):
            yield Setting(path, name, part)


def _is_number(part: Any) -> bool:
    return isinstance(part, Scalar | int | float)
