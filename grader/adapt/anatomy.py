"""Read what an object of a student's is made of: the tree that the call server tells.

It comes from a student's process, so anything that is not such a tree is read as nothing.
"""

from dataclasses import field
from typing import Any

from grader.frozen import frozen


@frozen
class Scalar:
    """One of the student's scalars; that of one number is the same one wherever it stands."""

    number: int


@frozen
class Row:
    """A list, tuple or array."""

    parts: tuple[Any, ...]
    is_deep: bool = False
    """Whether it is an array of more than one axis, told flat."""


@frozen
class Thing:
    """An object and its own attributes, in their order."""

    parts: dict[str, Any] = field(default_factory=dict)
    can_be_called: bool = False


def read(tree: Any) -> Any:
    """Return a Scalar, Row or Thing, a plain number, or None for anything else."""
    if isinstance(tree, bool | int | float):
        return tree
    if not isinstance(tree, list):
        return None
    match tree:
        case ["scalar", int(number)]:
            return Scalar(number)
        case ["list" | "array" as kind, list(parts)]:
            return Row(tuple(map(read, parts)), is_deep=kind == "array")
        case ["object", dict(parts), can_be_called]:
            own = {name: read(part) for name, part in parts.items() if isinstance(name, str)}
            return Thing(own, can_be_called is True)
    return None
