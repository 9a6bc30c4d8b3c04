"""Find a training loop at top level by the names that it calls."""

import ast
from collections.abc import Sequence

from grader.extract.material import Material
from grader.extract.reads import Reads
from grader.extract.statements import Statement
from grader.model import Ask

_LOOPS = (ast.For, ast.While, ast.AsyncFor)
_WITHS = (ast.With, ast.AsyncWith)


def find_block(material: Material, ask: Ask) -> Statement | None:
    """Return the last top-level loop that mentions every name in `ask.calls`; "a|b" is either.

    A loop directly inside a top-level ``with`` counts too; it comes with its ``with``.
    """
    wanted = [tuple(names.split("|")) for names in ask.calls]
    for statement in reversed(material.runs):
        node = statement.node
        loops = [s for s in node.body if isinstance(s, _LOOPS)] if isinstance(node, _WITHS) else []
        if isinstance(node, _LOOPS):
            loops = [node]
        if not loops or not all(any(n in statement.source for n in names) for names in wanted):
            continue
        if any(_mentions(loop, wanted) for loop in loops):
            return statement if isinstance(statement.reads, Reads) else None
    return None


def _mentions(loop: ast.AST, wanted: Sequence[tuple[str, ...]]) -> bool:
    found = set()
    for node in ast.walk(loop):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return all(not found.isdisjoint(names) for names in wanted)
