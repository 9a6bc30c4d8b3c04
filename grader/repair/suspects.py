"""The lines that what was seen in the answers speaks against: those that make such a quantity."""

import ast
import re
from collections.abc import Iterable, Iterator

from grader.alone import quietly
from grader.extract.defining import Defining
from grader.model import Chunk, Diagnosis, Text

_WORD = re.compile(r"[^\W\d]\w*")


def suspects(
    definitions: Iterable[Defining], diagnoses: Iterable[Diagnosis]
) -> frozenset[tuple[int, int]]:
    """Return (cell, line) of what gives a value to a quantity that diagnoses speak of.

    A quantity is known by its name: a variable, a key, an attribute that bears it.
    """
    words = {word for one in diagnoses for text in (one.where, one.text) for word in _words(text)}
    chunks = dict.fromkeys(one.chunk for one in definitions)
    return frozenset(place for chunk in chunks for place in _lines(chunk, words))


def _words(text: Text | None) -> Iterator[str]:
    for value in text.values.values() if text else ():
        if isinstance(value, Text):
            yield from _words(value)
        elif isinstance(value, str):
            yield from _WORD.findall(value)


def _lines(chunk: Chunk, words: set[str]) -> Iterator[tuple[int, int]]:
    try:
        with quietly():
            tree = ast.parse(chunk.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if not words.isdisjoint(_made(node)):
            first, last = node.lineno, node.end_lineno or node.lineno  # type: ignore[attr-defined]
            yield from ((chunk.cell, chunk.line - 1 + line) for line in range(first, last + 1))


def _made(node: ast.AST) -> Iterator[str]:
    """Yield the names of what a statement gives a value to."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _names(target)
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        yield from _names(node.target)


def _names(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute):
        yield target.attr
    elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        yield str(target.slice.value)
