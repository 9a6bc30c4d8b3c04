"""Statements inside a block that a notebook always executes: they count as if they stood outside.

``if __name__ == "__main__":`` holds in a notebook, and its statements are taken one by one. Of a
``with`` the definitions and imports are: the rest of it is a run.
"""

import ast
from collections.abc import Iterator

_DEFINING = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom,
)  # fmt: skip
_WITHS = (ast.With, ast.AsyncWith)

Opened = tuple[ast.stmt, int]
"""A statement, and how far it stands to the right."""


def opened(node: ast.stmt, indent: int = 0) -> Iterator[Opened]:
    """Yield a top-level statement, or those inside it that count by themselves."""
    if isinstance(node, ast.If) and is_main_guard(node):
        for inner in node.body:
            yield from opened(inner, _indent(node, node.body))
        return
    yield node, indent
    if isinstance(node, _WITHS):
        yield from _defined_in(node)


def is_main_guard(node: ast.If) -> bool:
    """Recognise ``if __name__ == "__main__":``."""
    test = node.test
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.Eq)
        and any(isinstance(n, ast.Name) and n.id == "__name__" for n in ast.walk(test))
    )


def _defined_in(node: ast.With | ast.AsyncWith) -> Iterator[Opened]:
    waiting: list[Opened] = [(s, _indent(node, node.body)) for s in reversed(node.body)]
    while waiting:
        part, indent = waiting.pop()
        if isinstance(part, _DEFINING):
            yield part, indent
        elif isinstance(part, _WITHS):
            waiting += [(s, _indent(part, part.body)) for s in reversed(part.body)]


def _indent(block: ast.stmt, body: list[ast.stmt]) -> int:
    """Return the indent of a block's statements; none where they stand on its own line."""
    return body[0].col_offset if body[0].lineno > block.lineno else 0
