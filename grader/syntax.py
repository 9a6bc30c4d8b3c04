"""Python's source as syntax trees, read by one thread at a time and without its warnings.

Two threads that parse at once may trip over one another: where a collection of garbage lets the
other one in, CPython 3.11 raises SystemError, "AST constructor recursion depth mismatch". So
nothing else calls `ast.parse` where threads may grade; the linter sees to that. The sandbox's
child, with its one thread, does.
"""

import ast

from grader.alone import quietly

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What is raised for a text that Python does not read."""


def syntax_tree(source: str | bytes) -> ast.Module:
    """Return the tree of statements. Raises one of UNPARSABLE."""
    with quietly():  # of "\\l" in strings and the like
        return ast.parse(source)  # noqa: TID251


def expression_tree(source: str) -> ast.expr:
    """Return the tree of one expression. Raises one of UNPARSABLE."""
    with quietly():
        return ast.parse(source, mode="eval").body  # noqa: TID251
