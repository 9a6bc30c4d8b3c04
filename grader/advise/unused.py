"""Arguments that a function takes and never uses: what is asked for may depend on them."""

import ast
from collections.abc import Iterator

from grader.advise.definition import Definition, Function, Habit

KEY = "advice.unused"

_BY_NAME = frozenset({"locals", "vars", "eval", "exec"})
"""Functions that may use an argument without its name being written."""
_LONGEST = 5_000
"""Nodes of a function that are gone through."""


def unused(definition: Definition) -> Iterator[Habit]:
    """Yield the arguments that are never read, where the function does anything at all."""
    for function in definition.functions:
        nodes = [node for node, _ in zip(ast.walk(function.node), range(_LONGEST), strict=False)]
        if len(nodes) == _LONGEST or _does_nothing(function):
            continue
        used = {node.id for node in nodes if isinstance(node, ast.Name)}
        if used & _BY_NAME:
            continue
        for name in function.parameters:
            if name not in used and not name.startswith("_"):
                yield Habit(KEY, function.name, function.node.lineno, name)


def _does_nothing(function: Function) -> bool:
    """Tell whether nothing but a text, `pass`, `...` or `raise` is in it."""
    body = function.node.body
    if isinstance(body, ast.expr):
        return isinstance(body, ast.Constant)
    return all(
        isinstance(one, ast.Pass | ast.Raise)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in body
    )
