"""From which lines of a definition another one is called, told from the source alone."""

import ast
from collections.abc import Iterable, Iterator
from itertools import islice

from grader.extract.defining import Defining
from grader.frozen import frozen

_MOST = 8
"""Calls that are told of."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@frozen
class Call:
    """A call, and what decides whether it comes to it."""

    name: str
    """What is called."""
    cell: int
    first: int
    last: int
    """Its lines, within the cell."""
    conditions: tuple[int, ...] = ()
    """The lines of the conditions that it stands under, the innermost first."""


def called_from(
    own: Iterable[Defining], others: Iterable[Defining], cell: int, line: int
) -> tuple[Call, ...]:
    """Return the calls in `own` of the function of `others` that holds a line.

    None where `own` holds the line itself. A function that only a third one calls has none.
    """
    own = [*own]
    if any(
        one.chunk.cell == cell and 0 <= line - one.chunk.line <= one.chunk.source.count("\n")
        for one in own
    ):
        return ()
    names = {
        one.tree.name
        for one in others
        if isinstance(one.tree, _FUNCTIONS) and _holds(one, cell, line)
    }
    if not names:
        return ()
    return (*islice((call for one in own for call in _calls(one, names)), _MOST),)


def _holds(one: Defining, cell: int, line: int) -> bool:
    first, last = _lines(one.tree)
    return one.chunk.cell == cell and first <= line - (one.chunk.line - 1) <= last


def _lines(node: ast.AST) -> tuple[int, int]:
    first: int = node.lineno  # type: ignore[attr-defined]
    return first, node.end_lineno or first  # type: ignore[attr-defined]


def _calls(one: Defining, names: set[str]) -> Iterator[Call]:
    """Yield the calls in a definition, in their order in its text."""
    before = one.chunk.line - 1
    waiting: list[tuple[ast.AST, tuple[int, ...]]] = [(one.tree, ())]
    while waiting:
        node, conditions = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            first, last = _lines(node)
            name = node.func.id
            yield Call(name, one.chunk.cell, before + first, before + last, conditions)
        if isinstance(node, ast.If | ast.While):
            conditions = (before + node.lineno, *conditions)[:_MOST]
        waiting += [(child, conditions) for child in ast.iter_child_nodes(node)][::-1]
