"""Where the scalars of a network are, whatever its parts are called: read off one, used on others.

Parts are found by what they are (a list of neurons, a list of scalars, one scalar) rather than by
name, so that `pesos`, `weights` and `w` are all the same. A path leads from the network to a part:
names of attributes, and places in lists (`[n]` in an array of more axes).
"""

from collections.abc import Iterator
from itertools import starmap
from typing import Any

from grader.adapt.anatomy import Row, Scalar, Thing
from grader.frozen import frozen

Path = tuple[Any, ...]


@frozen
class Spot:
    """Where one weight or bias is, and whether it is a scalar there or a plain number."""

    path: Path
    is_scalar: bool


@frozen
class NeuronPlan:
    """One neuron: its own path, its weights, its bias; None where there is no bias."""

    path: Path
    weights: tuple[Spot, ...]
    bias: Spot | None

    @property
    def spots(self) -> tuple[Spot | None, ...]:
        """The weights and then the bias."""
        return (*self.weights, self.bias)


@frozen
class Setting:
    """An attribute of a network, layer or neuron that holds a plain value."""

    path: Path
    """Of the object."""
    name: str
    value: Any


@frozen
class Blueprint:
    """The neurons of a network, layer by layer; empty when they cannot be found."""

    layers: tuple[tuple[NeuronPlan, ...], ...]
    settings: tuple[Setting, ...] = ()

    @property
    def spots(self) -> list[Spot]:
        """Every weight and bias that is there, in order."""
        return [spot for row in self.layers for plan in row for spot in plan.spots if spot]


def of_network(thing: Any) -> Blueprint:
    """Read a network that was taken apart; or one that an object, or a function, keeps."""
    layers = _layers(thing, ()) or next(filter(None, starmap(_layers, _inside(thing))), [])
    plans = tuple(tuple(plan for _part, plan in neurons) for _part, _path, neurons in layers)
    objects = [(thing, ()), *((part, path) for part, path, _neurons in layers)]
    objects += [(part, plan.path) for _part, _path, neurons in layers for part, plan in neurons]
    return Blueprint(plans, tuple(s for part, path in objects for s in _settings(part, path)))


def of_neuron(thing: Any) -> Blueprint:
    """Read a neuron that was taken apart, as a network of itself."""
    return Blueprint(((_plan(thing, ()),),))


def of_layer(thing: Any) -> tuple[NeuronPlan, ...]:
    """Read a layer that was taken apart."""
    return tuple(plan for _part, plan in _neurons(thing, ()))


def _inside(thing: Any) -> Iterator[tuple[Any, Path]]:
    """Yield the objects among an object's parts, with their paths."""
    for name, part in thing.parts.items() if isinstance(thing, Thing) else ():
        if isinstance(part, Thing):
            yield part, (name,)


def _layers(thing: Any, path: Path) -> list[tuple[Any, Path, list[tuple[Any, NeuronPlan]]]]:
    """Return the first list among an object's parts that holds nothing but layers."""
    for row in _rows(thing, path):
        found = [(part, path, _neurons(part, path)) for part, path in row]
        if all(neurons for _part, _path, neurons in found):
            return found
    return []


def _neurons(thing: Any, path: Path) -> list[tuple[Any, NeuronPlan]]:
    """Return the first list among an object's parts that holds nothing but neurons.

    Where nothing in them can be called, the first of what have weights and a bias: neurons whose
    `__call__` is missing or bears another name.
    """
    rows = [[(part, _plan(part, at)) for part, at in row] for row in _rows(thing, path)]
    rows = [row for row in rows if all(_is_weighted(plan) for _part, plan in row)]
    called = (row for row in rows if all(part.can_be_called for part, _plan in row))
    uncalled = (row for row in rows if not any(part.can_be_called for part, _plan in row))
    return next(called, None) or next(uncalled, [])


def _rows(thing: Any, path: Path) -> Iterator[list[tuple[Any, Path]]]:
    """Yield each list of objects among an object's parts, with their paths."""
    for name, part in thing.parts.items() if isinstance(thing, Thing) else ():
        if isinstance(part, Row) and part.parts and isinstance(part.parts[0], Thing):
            yield [(one, (*path, name, n)) for n, one in enumerate(part.parts)]


def _plan(thing: Any, path: Path) -> NeuronPlan:
    """Find a neuron's weights and its bias.

    Some keep a list of all of them beside, for `parametros()`: the bias in a row is no weight.
    """
    parts = thing.parts.items() if isinstance(thing, Thing) else ()
    rows = [(name, part) for name, part in parts if isinstance(part, Row) and _is_numbers(part)]
    alone = [(name, part) for name, part in parts if isinstance(part, Scalar)]
    listed = [one for one in alone if any(one[1] in row.parts for _name, row in rows)]
    name, bias = next(iter([*listed, *alone]), ("", None))
    weights = [_spots(part, (*path, name), bias) for name, part in rows]
    most = max(weights, key=lambda spots: (any(s.is_scalar for s in spots), len(spots)), default=())
    return NeuronPlan(path, most, Spot((*path, name), is_scalar=True) if bias else None)


def _spots(row: Row, path: Path, bias: Scalar | None) -> tuple[Spot, ...]:
    """Return where the numbers of a row are, but for the bias."""
    return tuple(
        Spot((*path, [n] if row.is_deep else n), isinstance(one, Scalar))
        for n, one in enumerate(row.parts)
        if not isinstance(one, Scalar) or one != bias
    )


def _is_weighted(plan: NeuronPlan) -> bool:
    return bool(plan.weights) and plan.bias is not None


def _settings(thing: Any, path: Path) -> Iterator[Setting]:
    for name, part in thing.parts.items() if isinstance(thing, Thing) else ():
        if isinstance(part, bool | int | float):
            yield Setting(path, name, part)


def _is_numbers(row: Row) -> bool:
    return bool(row.parts) and all(isinstance(part, Scalar | int | float) for part in row.parts)
