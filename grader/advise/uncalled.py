"""Functions that stand inside of another and that nothing uses: what they do never happens.

The call is missing, or it was indented into the very function that it should begin.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from grader.advise.definition import Definition, Function
from grader.extract.remarks import clip
from grader.model import Text

KEY = "advice.uncalled"

_BY_NAME = frozenset({"locals", "vars", "eval", "exec"})
"""Functions that may use another without its name being written."""
_LONGEST = 5_000
"""Nodes of a function that are gone through."""


def uncalled(definition: Definition) -> Iterator[Text]:
    """Yield the functions inside of each function that are neither called nor handed on."""
    for function in definition.functions:
        for inner in _unused(function):
            yield Text(
                KEY,
                {
                    "name": clip(function.name),
                    "inner": clip(inner.name),
                    "cell": str(definition.chunk.cell),
                    "line": str(definition.chunk.line + inner.lineno - 1),
                },
            )


def _unused(function: Function) -> Iterator[ast.FunctionDef]:
    nodes = list(islice(ast.walk(function.node), _LONGEST))
    read = _read(nodes)
    outer = {n for node in nodes if isinstance(node, ast.Global | ast.Nonlocal) for n in node.names}
    if len(nodes) == _LONGEST or _BY_NAME & read.keys():
        return
    inside = [node for node in function.nodes if isinstance(node, ast.FunctionDef)]
    names = Counter(node.name for node in inside)
    for inner in inside:
        by_itself = _read(ast.walk(inner))[inner.name]
        is_known = inner.decorator_list or inner.name in outer or names[inner.name] > 1
        if not is_known and read[inner.name] == by_itself:
            yield inner


def _read(nodes: Iterator[ast.AST] | list[ast.AST]) -> Counter[str]:
    """Count how often each name is read."""
    return Counter(
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )
