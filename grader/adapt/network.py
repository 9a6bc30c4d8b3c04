"""A student's network of scalars, asked and filled; where its numbers are, `blueprint.py` tells."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from grader.adapt import anatomy, blueprint
from grader.adapt.blueprint import Blueprint, Path
from grader.adapt.scalar import Scalars
from grader.lessons.spelling import PARAMETERS
from grader.remote.student import Student
from grader.remote.value import (
    MOST_ITEMS,
    Later,
    attribute,
    parameters,
    plain,
    recorded,
)

Row = Sequence[float]
Layers = Sequence[Sequence[Row]]
"""A network's numbers: layers of neurons, each its weights and then its bias."""


class Network:
    """A network object of the student's, and the scalars it is made of.

    The first of its kind is taken apart; the others are believed to be built like it.
    """

    def __init__(
        self,
        scalars: Scalars,
        made: Any,
        like: "Network | None" = None,
        known_as: str = "",
        plan: Blueprint | None = None,
    ) -> None:
        """`known_as` names networks of one class and size, which are built alike.

        `plan` is where it has been taken apart already.
        """
        self.scalars = scalars
        self.made = made
        self.is_listing: bool | None = like.is_listing if like else None
        """Whether it gives a single output in a list; None until it was looked at."""
        self.plan: Blueprint = plan or (like.plan if like else self._remembered(known_as))
        self._paths: Any = like._paths if like else None
        self.filled: Any = None
        """A handle of what `fill` put at `nodes`; None where it could not fill all of them."""

    def _remembered(self, known_as: str) -> Blueprint:
        if not known_as:
            return self._read()
        found: Blueprint = self.scalars.student.remembered(f"network {known_as}", self._read)
        return found

    def _read(self) -> Blueprint:
        return blueprint.of_network(anatomy.read(plain(self.scalars.taken_apart(self.made))))

    def at(self, path: Path) -> Any:
        """Return a handle of one of its parts."""
        return recorded("follow", self.made, [list(path)])[0] if path else self.made

    def fill(self, numbers: Layers) -> None:
        """Put these numbers in the place of the network's own, and 0 in the gradients'."""
        spots, values = [], []
        for row, given in zip(self.plan.layers, numbers, strict=False):
            for plan, own in zip(row, given, strict=False):
                pairs = [*zip(plan.weights, own[:-1], strict=False), (plan.bias, own[-1])]
                spots += [spot for spot, _value in pairs if spot]
                values += [value for spot, value in pairs if spot]
        if all(spot.is_scalar for spot in spots) and len(spots) == len(self.plan.spots):
            nodes, self.filled = self.nodes(), self.scalars.student.hold(values)
            self.scalars.set_numbers(nodes, self.filled)
        else:
            for spot, value in zip(spots, values, strict=True):
                if not spot.is_scalar and not isinstance(spot.path[-1], list):
                    self.at(spot.path[:-1])[spot.path[-1]] = value
            is_node = [spot.is_scalar for spot in spots]
            values = [value for value, is_one in zip(values, is_node, strict=True) if is_one]
            nodes = recorded("follow", self.made, [list(s.path) for s in spots if s.is_scalar])
            self.scalars.set_numbers(nodes, values)
        self.scalars.set_gradients(nodes, 0, len(values))

    def numbers(self) -> Later:
        """Return what will be the network's numbers as they stand, NaN for a missing bias."""
        return Later(recorded("numbers", self.nodes(), self.scalars.number_name), self._in_layers)

    def flat(self) -> Later:
        """Return what will be the numbers in one row."""
        later = self.numbers()
        return Later(
            later.handle,
            lambda found: [n for row in later.fill(found) for neuron in row for n in neuron],
        )

    def nodes(self) -> Any:
        """Return a handle of the list of weights and biases as they stand."""
        if self._paths is None:
            paths = [list(spot.path) for spot in self.plan.spots]
            self._paths = self.scalars.student.hold(paths)
        return recorded("follow", self.made, self._paths)

    def gradients(self) -> Later:
        """Return what will be the gradients of `nodes`; NaN for what has none."""
        spots = self.plan.spots
        name = self.scalars.gradient_name
        if all(spot.is_scalar for spot in spots):
            numbers = recorded("numbers", self.nodes(), name)
            return Later(numbers, lambda found: _listed(found, len(spots)))
        own = recorded("follow", self.made, [list(s.path) for s in spots if s.is_scalar])

        def placed(values: Any) -> list[float]:
            known = iter(_listed(values, sum(spot.is_scalar for spot in spots)))
            return [next(known) if spot.is_scalar else float("nan") for spot in spots]

        return Later(recorded("numbers", own, name), placed)

    def parameters(self) -> Any:
        """Return a handle of the student's own list of parameters."""
        return recorded("list", attribute(self.made, PARAMETERS)(), MOST_ITEMS)

    def __call__(self, x: Row, *rest: Any, **named: Any) -> Any:
        """Return a handle of the outputs in a list, a single one too."""
        return recorded("listed", self.made(list(x), *rest, **named))

    def look(self, x: Row, *rest: Any, **named: Any) -> None:
        """Ask once, to see whether a single output comes in a list."""
        found = plain(self.made(list(x), *rest, **named))
        self.is_listing = isinstance(found, list | tuple) and len(found) == 1

    @contextmanager
    def overheard(self) -> Iterator[Any]:
        """For a while, keep what the network answers, whoever asks it: a handle of the list."""
        overhear = self.scalars.student.beside("overhear")["overhear"]
        found = overhear(self.made)
        try:
            yield found[0]
        finally:
            found[1]()

    def _in_layers(self, found: Any) -> list[list[list[float]]]:
        known = iter(_listed(found, len(self.plan.spots)))
        return [
            [[next(known) if spot else float("nan") for spot in plan.spots] for plan in row]
            for row in self.plan.layers
        ]


class Lone(Network):
    """A neuron object, as a network of itself."""

    def _read(self) -> Blueprint:
        return blueprint.of_neuron(anatomy.read(plain(self.scalars.taken_apart(self.made))))


def build(student: Student, inputs: int, sizes: Sequence[int], *rest: Any) -> Any:
    """Make a network; a class that takes one list gets inputs and sizes in it."""
    make = student.MLP
    if student.remembered("MLP takes", lambda: _required(make)) == 1 and not rest:
        return make([inputs, *sizes])
    return make(inputs, list(sizes), *rest)


def _required(make: Any) -> int:
    """Return how many arguments a class must be given by position; 0 when it cannot be told."""
    kinds = ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")
    return sum(p.kind in kinds and p.is_required for p in parameters(make) or ())


def _listed(found: Any, count: int) -> list[float]:
    numbers = [float(number) for number in found]
    if len(numbers) != count:
        raise ValueError(f"{len(numbers)} numbers in the place of {count}")
    return numbers
