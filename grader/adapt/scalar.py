"""A student's scalar class, whatever it calls its number, its gradient and its backward pass."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from numbers import Real
from typing import Any

from grader.adapt.expression import parsed
from grader.adapt.right import lent
from grader.frozen import frozen
from grader.lessons.spelling import BACKWARD, EXPONENTIAL, GRADIENT, HAND_ON, NUMBER, SIGMOID
from grader.remote.student import Student
from grader.remote.value import Later, Remote, attribute, plain, recorded


@frozen
class Graph:
    """A graph to be built of scalars: each of `ways` makes `out` of the leaves.

    The first way in which anything arrives at the first of `wanted` is the one that counts.

    Beside the leaves it knows `new(number)`, `exp(node)`, `sig(node)`, and `apart(node)`: a node of
    the same number, made of it. The way back begins with gradient 1 at `out` ("one"), as the
    student begins it ("itself"; "left", where an earlier one left a gradient at `out`), or is the
    one step of `out` with a number arriving (with two: the other is the gradient that is at what is
    wanted already); or it is a right one in the place of the student's ("right").
    """

    ways: tuple[str, ...]
    leaves: Mapping[str, float]
    wanted: Sequence[str]
    """Names whose gradients are wanted: leaves, or what a way makes."""
    begin: str | float | tuple[float, float] = "one"
    constants: Mapping[str, float] = field(default_factory=dict)
    """Plain numbers that the ways name."""
    by: str = "own"
    """Whose operations: the student's ("own"), these and right ones for those that stop ("mended"),
    or right ones ("right"); see `grader/adapt/right/`."""
    before: str = ""
    """A name from which one way back runs first; what is wanted has gradient 0 again after it."""


def told(graphs: Sequence[Graph]) -> str:
    """Tell graphs in one text; the same for every submission, so it is made once for a case."""
    return json.dumps(
        [
            (
                [*map(parsed, one.ways)],
                *(one.constants, one.leaves, one.wanted, one.begin, one.by, one.before),
            )
            for one in graphs
        ]
    )


class Scalars:
    """Speak with a scalar class, the student's `Valor` or `Value`."""

    def __init__(self, student: Student) -> None:
        self.student = student
        self.kind = student.Valor
        self.number_name, self.gradient_name, self._backward = student.remembered(
            "scalar names", self._names
        )

    def _names(self) -> tuple[str, ...]:
        sample = self.kind(1.0)
        asked = (sample, NUMBER), (sample, GRADIENT), (self.kind, BACKWARD)
        found = plain([recorded("first", of, list(names), False) for of, names in asked])
        return tuple(
            one if one in names else names[0]
            for one, (_of, names) in zip(found, asked, strict=True)
        )

    def new(self, number: float) -> Remote:
        """Make a leaf."""
        made: Remote = self.kind(number)
        return made

    def new_each(self, numbers: Sequence[float]) -> list[Remote]:
        """Make leaves."""
        return [self.new(number) for number in numbers]

    def number(self, node: Any) -> Any:
        """Return a handle of a node's number; a plain number is its own."""
        if isinstance(node, Real):
            return float(node)
        return recorded("number", node, self.number_name)

    def set_numbers(self, nodes: Any, numbers: Any) -> None:
        """Put other numbers in the places of nodes; either is a list, or a handle of one."""
        recorded("seteach", nodes, self.number_name, numbers)

    def gradient(self, node: Any) -> Any:
        """Return a handle of a node's gradient."""
        return recorded("number", node, self.gradient_name)

    def gradients(self, nodes: Any) -> Any:
        """Return a handle of the nodes' gradients, in order."""
        return recorded("numbers", nodes, self.gradient_name)

    def set_gradient(self, node: Any, number: float) -> None:
        """Put a gradient on a node."""
        self.set_gradients([node], number, 1)

    def set_gradients(self, nodes: Any, number: float, size: int) -> None:
        """Put a gradient on each of so many nodes."""
        recorded("seteach", nodes, self.gradient_name, [number] * size)

    def backward(self, root: Any) -> None:
        """Run the student's whole backward pass from a node."""
        attribute(root, BACKWARD)()

    def hand_on(self, node: Any) -> None:
        """Run the one step of the student's that hands a node's gradient to its parents."""
        attribute(node, HAND_ON)()

    @contextmanager
    def mended(self) -> Iterator[None]:
        """For a while, let numbers stand on either side and the way back start with gradient 1."""
        mend = self.student.beside("mend")["mend"]
        put_back = mend(self.kind, self._backward, self.gradient_name)
        try:
            yield
        finally:
            put_back()

    def elsewhere(self) -> "Scalars":
        """Return the same class of the submission loaded apart, where right parts may be lent."""
        return Scalars(self.student.apart())

    def graphs(self, asked: str, *, lending: str = "") -> Later:
        """Return what will be each graph's number and gradients, or the name of an exception.

        Where the way back stopped its name stands in the place of the gradients, and behind it the
        cell and the line where they are known.

        `asked` are graphs as `told` tells them; "operations" or "way_back" is lent where they are
        made by right ones, which has to be asked `elsewhere`.

        Gradients are one array, or the name of what the way back raised.
        """
        graphs = self.student.beside("graph")["graphs"]
        words = {
            "number": self.number_name,
            "gradient": self.gradient_name,
            "backward": list(BACKWARD),
            "hand_on": list(HAND_ON),
            "exp": list(EXPONENTIAL),
            "sig": list(SIGMOID),
        }
        nodes = self.student.beside("nodes")["Nodes"]
        right = {lending: lent(self.student, lending)[lending]} if lending else {}
        given = nodes, right.get("operations"), right.get("way_back")
        return Later(graphs(self.kind, words, asked, *given), self._graphs)

    def _graphs(self, found: Any) -> Any:
        return [self._graph(one) for one in found] if isinstance(found, list) else found

    def _graph(self, found: Any) -> Any:
        if isinstance(found, dict):
            return self.student.stopped(found)
        if not isinstance(found, list) or len(found) != 2 or not isinstance(found[1], dict):
            return found
        name = self.student.stopped(found[1])
        return [found[0], name, *(n for n in found[1]["stopped"][1:] if isinstance(n, int))]

    def exp(self, node: Any) -> Any:
        """Return the student's exponential of a node."""
        return attribute(node, EXPONENTIAL)()

    def sigmoid(self, node: Any) -> Any:
        """Return the student's sigmoid of a node."""
        return attribute(node, SIGMOID)()

    def numbered(self, value: Any) -> Any:
        """Return a handle of a value with every scalar in it as its number, NaN where it has none.

        Of what is no number and no list, its type's name will come.
        """
        return recorded("numbered", value, self.kind, self.number_name)

    def taken_apart(self, thing: Any) -> Any:
        """Return a handle of what an object is made of (see `grader/sandbox/anatomy.py`)."""
        return recorded("anatomy", thing, self.kind)
