"""Is what a known mistake looks like found in a student's source? Nothing is run.

What answers agree with may have been written in many ways; only where the mistake's own pattern
(`grader.look`) stands in the code is it said to be there.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence

from grader.diagnose.pattern import Search, TooMuch, pattern_of
from grader.diagnosis import Excerpt
from grader.extract.defining import DEFINITIONS, Defining, defining, helpers
from grader.frozen import frozen
from grader.look import Look
from grader.model import Extraction


@frozen
class Sight:
    """A mistake that is seen in the code."""

    code: Excerpt | None
    """Where; None where what is absent tells it."""


def is_seen(look: Look, extraction: Extraction, asks: Iterable[str]) -> bool:
    """Tell whether a mistake is seen in the definitions of what an exercise asks for."""
    return sight(look, extraction, asks) is not None


def sight(look: Look, extraction: Extraction, asks: Iterable[str]) -> Sight | None:
    """Return where a mistake is seen in the definitions of what an exercise asks for.

    What is too large to be gone through, or nested too deeply, shows nothing.
    """
    search = Search()
    try:
        within = [*defining(extraction, asks), *(helpers(extraction) if look.within else ())]
        scopes = [scope for one in within for scope in _within(one, look)]
        if not scopes:
            return None
        found = next(_found(search, look.looks_like, scopes), None)
        if (look.looks_like and found is None) or any(_found(search, look.lacks, scopes)):
            return None
    except (RecursionError, MemoryError, TooMuch):
        return None
    return Sight(_place(*found) if found else None)


_Scope = tuple[ast.AST, Defining]


def _within(definition: Defining, look: Look) -> Iterator[_Scope]:
    if not look.within:
        yield definition.tree, definition
        return
    for node in ast.walk(definition.tree):
        if isinstance(node, DEFINITIONS) and node.name in look.within:
            yield node, definition


def _found(
    search: Search, patterns: Sequence[str], scopes: Sequence[_Scope]
) -> Iterator[tuple[ast.expr | ast.stmt, Defining]]:
    for text in patterns:
        for scope, definition in scopes:
            if (node := search.finds(pattern_of(text), scope)) is not None:
                yield node, definition


def _place(node: ast.expr | ast.stmt, definition: Defining) -> Excerpt:
    last = node.end_lineno or node.lineno
    before = definition.chunk.line - 1
    return Excerpt.at(definition.chunk.cell, before + node.lineno, before + last)
