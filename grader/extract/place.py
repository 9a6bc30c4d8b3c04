"""Which cell an asked name comes from."""

import ast
import warnings
from collections.abc import Iterable

from grader.extract.lines import Lines
from grader.extract.statements import Kind, Statement, statement
from grader.model import Chunk, Extraction


def cell_of(extraction: Extraction, asked: str) -> int | None:
    """Return the number of the cell that answers to an asked name.

    Where no cell does, the one that its sentence speaks of (Python cannot read it, it defines a
    name much like this one); None when there is none of these either.
    """
    if asked in extraction.missing:
        told = extraction.missing[asked].values.get("cell")
        return told if isinstance(told, int) else None
    if asked in extraction.blocks:
        return extraction.blocks[asked].cell
    return _defining_cell(extraction.chunks, extraction.names.get(asked, asked))


def _defining_cell(chunks: Iterable[Chunk], name: str) -> int | None:
    """Return the cell that gives a name its last value; setting an attribute of it is not one."""
    found = None
    for chunk in chunks:
        if name in chunk.source and any(name in s.binds for s in _defining(chunk)):
            found = chunk.cell
    return found


def _defining(chunk: Chunk) -> list[Statement]:
    lines = Lines(chunk.source.split("\n"))
    with warnings.catch_warnings():  # Python warns of "\l" in strings and the like as it parses
        warnings.simplefilter("ignore")
        try:
            body = ast.parse(chunk.source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []  # it was parsed as part of its cell; what Python refuses now defines nothing
    made = [statement(node, 0, chunk.cell, lines, by_magic=False) for node in body]
    return [s for s in made if s and (s.replaces or s.kind is Kind.CHOICE)]
