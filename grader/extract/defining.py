"""The statements of an extraction that define what is asked for, as trees, with their places."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from grader.diagnosis import Excerpt
from grader.extract.trees import parsed
from grader.model import Chunk, Extraction

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, eq=False, slots=True)
class Defining:
    """One statement, and the chunk that it stands in."""

    tree: ast.AST
    chunk: Chunk

    def excerpt(self, first: int, last: int, lines: int, width: int) -> Excerpt:
        """Return lines of the chunk, from one to another as its tree numbers them.

        No more than so many lines, none of them wider than so many characters.
        """
        texts = self.chunk.source.split("\n")[first - 1 : min(last, first + lines - 1)]
        text = "\n".join(line[:width] for line in texts)
        return Excerpt(self.chunk.cell, self.chunk.line - 1 + first, text)


def defining(extraction: Extraction, asks: Iterable[str]) -> list[Defining]:
    """Return the definitions of asked names, the last of each, and the loops that answer to one."""
    asks = list(asks)
    names = {extraction.names[name] for name in asks if name in extraction.names}
    loops = (extraction.blocks[name] for name in asks if name in extraction.blocks)
    return [*_binding(extraction, names), *(Defining(parsed(b.source), b) for b in loops)]


def asked_of(extraction: Extraction) -> list[Defining]:
    """Return the definitions of everything that is asked for."""
    return _binding(extraction, {*extraction.names.values()})


def helpers(extraction: Extraction) -> list[Defining]:
    """Return what asked definitions need, and nobody asks for."""
    asked = {*extraction.names.values()}
    return _last_of(extraction, lambda bound: bound - asked)


def _binding(extraction: Extraction, names: set[str]) -> list[Defining]:
    return _last_of(extraction, lambda bound: bound & names)


def _last_of(extraction: Extraction, chosen: Callable[[set[str]], set[str]]) -> list[Defining]:
    """Return the last statement that binds each chosen name."""
    found: dict[str, Defining] = {}
    for chunk in extraction.chunks:
        for statement in parsed(chunk.source).body:
            one = Defining(statement, chunk)
            found |= dict.fromkeys(chosen(_bound(statement)), one)
    return [*dict.fromkeys(found.values())]


def _bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, DEFINITIONS):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}
