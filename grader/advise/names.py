"""The names in a function's nodes: which are read, which are another scope's, which only show."""

import ast
import re
from collections import Counter
from collections.abc import Iterable

_BY_NAME = frozenset({"locals", "vars", "eval", "exec"})
"""Functions that may use a variable without its name being written."""


_SHOWS = re.compile(r"print|verbose|plot|show|debug", re.IGNORECASE)


def reads(nodes: Iterable[ast.AST]) -> Counter[str]:
    """Count how often each name is read."""
    return Counter(
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


def mentioned(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Return every name, whatever is done with it."""
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


def outer(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Return the names that are said to be another scope's."""
    said = (node for node in nodes if isinstance(node, ast.Global | ast.Nonlocal))
    return frozenset(name for node in said for name in node.names)


def are_all_written(names: frozenset[str]) -> bool:
    """Tell whether what uses a variable says so: none of these names reaches the others unsaid."""
    return names.isdisjoint(_BY_NAME)


def is_to_show(name: str) -> bool:
    """Tell what only says what is to be shown: nothing that is returned depends on it."""
    return bool(_SHOWS.search(name))
