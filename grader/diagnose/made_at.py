"""Where a student's code gives a quantity its value: the quantity is known by its name alone.

A name may be a variable's, an attribute's, or a key's of a dictionary; where the entry of a
dictionary is a variable under another name, that variable is followed.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from grader.diagnose.operation import operations, spelled_out_at, written_at
from grader.extract.assigned import assigned, named
from grader.extract.defining import Defining
from grader.frozen import frozen

_NODES = 20_000
"""Nodes of one definition that are gone through; of a larger one nothing is said."""


@frozen
class MadeAt:
    """A statement that gives a quantity its value."""

    name: str
    """The quantity, as whoever asked calls it; empty for what is returned."""
    cell: int
    first: int
    last: int
    """Lines within the cell."""


def made_at(
    definitions: Iterable[Defining], names: Sequence[str], *, are_variables: bool = False
) -> MadeAt | None:
    """Return the statement that gives the first of some quantities its value, the last such one.

    First is what stands first in the code: what comes after may only build on it. Where only
    variables are looked for, attributes are not: objects of every kind may have them.
    """
    found = [place for one in definitions for place in _in_definition(one, names, are_variables)]
    return min(found, key=lambda place: (place.cell, place.first), default=None)


def operated_at(
    definitions: Sequence[Defining], said: str, names: Mapping[str, str]
) -> MadeAt | None:
    """Return the first statement of what makes the first of the operations that words name.

    Or that in which it stands as they spell it. `names` are what asked names are called there.
    """
    for operation in operations(said)[:1]:
        for one in definitions:
            if made := written_at(one.tree, operation, names):
                return _place(said, made[0], one)
    for one in definitions:
        if spelled := spelled_out_at(one.tree, said):
            return _place(said, spelled[0], one)
    return None


def returned_at(definitions: Iterable[Defining]) -> MadeAt | None:
    """Return what gives a function's result its value, where it returns in one place."""
    for one in definitions:
        nodes = _nodes(one.tree)
        returns = [n for n in nodes if isinstance(n, ast.Return) and n.value is not None]
        if not isinstance(one.tree, ast.FunctionDef) or len(returns) != 1:
            continue
        return _place("", _followed(returns[0], returns[0].value, _last(assigned(nodes))), one)
    return None


def _in_definition(one: Defining, names: Sequence[str], are_variables: bool) -> Iterator[MadeAt]:
    nodes = _nodes(one.tree)
    variables, entries = _last(assigned(nodes)), _last(_entries(nodes))
    for name in names:
        made = entries.get(name) or variables.get(name)
        if made and not (are_variables and _is_attribute(made[0], name)):
            yield _place(name, _followed(*made, variables), one)


def _is_attribute(node: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Attribute) and n.attr == name for n in _targets(node))


def _targets(node: ast.AST) -> Iterator[ast.AST]:
    given = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return (n for target in given if target for n in ast.walk(target))


_Given = tuple[ast.AST, ast.expr | None]
"""What gives a quantity its value, and that value."""


def _nodes(tree: ast.AST) -> list[ast.AST]:
    nodes = list(islice(ast.walk(tree), _NODES + 1))
    return nodes if len(nodes) <= _NODES else []


def _last(given: Iterable[tuple[str, ast.AST, ast.expr | None]]) -> dict[str, _Given]:
    """Return, by a quantity's name, what stands last of all that gives it a value."""
    found: dict[str, _Given] = {}
    for name, node, value in sorted(given, key=lambda one: getattr(one[1], "lineno", 0)):
        found[name] = node, value
    return found


def _entries(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.AST, ast.expr | None]]:
    """Yield what stands in dictionaries that are written out."""
    for node in nodes:
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value, value
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                    yield from ((name, node, node.value) for name in named(target))


def _followed(node: ast.AST, value: ast.expr | None, made: dict[str, _Given]) -> ast.AST:
    """Follow a plain variable to what gave it its value; names may go in circles, once round."""
    seen: set[str] = set()
    while isinstance(value, ast.Name) and value.id in made and value.id not in seen:
        seen.add(value.id)
        node, value = made[value.id]
    return node


def _place(name: str, node: ast.AST, one: Defining) -> MadeAt:
    first: int = node.lineno  # type: ignore[attr-defined]
    last = getattr(node, "end_lineno", None) or first
    before = one.chunk.line - 1
    return MadeAt(name, one.chunk.cell, before + first, before + last)
