"""Which lines of a submission may be named where its own process says that it stopped.

A claimed cell and line are two numbers that a hostile process may choose freely, and say with them
whatever it was given. So only lines of code that were sent to it are ever named; of a hidden case
only those of what it was asked for, and no more of them than `MOST`.
"""

import ast
from collections.abc import Iterable
from functools import cached_property

from grader.extract.nodes import nodes_of
from grader.extract.statements import root_name
from grader.extract.trees import parsed
from grader.frozen import frozen
from grader.model import Chunk, Extraction

MOST = 256
"""Lines among which one may be named of a hidden case: 8 bits."""

_TARGETS = (ast.Name, ast.Attribute, ast.Subscript)

Place = tuple[int, int]
"""A cell's number, and a line within the cell."""


@frozen
class _Code:
    """One statement: its lines, the names it binds and those it mentions, read or not."""

    lines: frozenset[Place]
    binds: frozenset[str]
    mentions: frozenset[str]


class Places:
    """The lines of one submission; nothing is parsed before the first question."""

    def __init__(self, extraction: Extraction) -> None:
        self._extraction = extraction
        self._of: dict[tuple[str, ...], frozenset[Place]] = {}

    def holds(self, cell: int | None, line: int | None) -> bool:
        """Tell whether this is a line of code that was sent."""
        return (cell, line) in self._all

    def of(self, asked: tuple[str, ...]) -> frozenset[Place]:
        """Return the lines of some asked names and of what they need; at most `MOST`.

        Where these are more, those of the asked definitions alone; none where they are still more.
        """
        if asked not in self._of:
            own = self._own(asked)
            lines = (_lines([*own, *self._needed(own)]), _lines(own))
            self._of[asked] = next((some for some in lines if len(some) <= MOST), frozenset())
        return self._of[asked]

    @cached_property
    def _chunks(self) -> tuple[_Code, ...]:
        return tuple(map(_code, self._extraction.chunks))

    @cached_property
    def _blocks(self) -> dict[str, _Code]:
        return {asked: _code(chunk) for asked, chunk in self._extraction.blocks.items()}

    @cached_property
    def _all(self) -> frozenset[Place]:
        return _lines([*self._chunks, *self._blocks.values()])

    @cached_property
    def _binding(self) -> dict[str, list[_Code]]:
        found: dict[str, list[_Code]] = {}
        for code in self._chunks:
            for name in code.binds:
                found.setdefault(name, []).append(code)
        return found

    def _own(self, asked: Iterable[str]) -> list[_Code]:
        names = self._extraction.names
        own = [self._blocks[name] for name in asked if name in self._blocks]
        for name in asked:
            own += self._binding.get(names.get(name, name), [])
        return own

    def _needed(self, own: Iterable[_Code]) -> list[_Code]:
        """Follow names from statement to statement; a local name may lead too far, never away."""
        found: dict[int, _Code] = {}
        seen = {name for code in own for name in code.mentions}
        waiting = [*seen]  # each once: many statements may mention what many bind
        while waiting:
            for code in self._binding.get(waiting.pop(), ()):
                if id(code) not in found:  # it may bind many names
                    found[id(code)] = code
                    new = code.mentions - seen
                    seen |= new
                    waiting += new
        return [*found.values()]


def _lines(codes: Iterable[_Code]) -> frozenset[Place]:
    return frozenset[Place]().union(*(code.lines for code in codes))


def _code(chunk: Chunk) -> _Code:
    # what does not parse Python will refuse there too, at a line that nobody can vouch for
    body = parsed(chunk.source).body
    nodes = [node for statement in body for node in nodes_of(statement)]
    lines = {(chunk.cell, chunk.line - 1 + number) for number in _numbers(nodes)}
    mentions = {node.id for node in nodes if isinstance(node, ast.Name)}
    return _Code(frozenset(lines), _bound(body, nodes), frozenset(mentions))


def _numbers(nodes: Iterable[ast.AST]) -> Iterable[int]:
    """Yield the lines at which Python may say that code stopped."""
    for node in nodes:
        if isinstance(node, ast.stmt | ast.expr | ast.excepthandler | ast.pattern):
            yield node.lineno
        if isinstance(node, ast.Attribute) and node.end_lineno:
            yield node.end_lineno  # a chain of calls, one on each line


def _bound(body: list[ast.stmt], nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Return the names that a statement binds, or whose attributes or entries it sets."""
    if len(body) == 1 and isinstance(body[0], ast.FunctionDef | ast.ClassDef):
        return frozenset({body[0].name})
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, _TARGETS) and not isinstance(node.ctx, ast.Load):
            found.add(root_name(node) or "")
    return frozenset(found)
