"""Arguments that a function takes and never uses: what is asked for may depend on them."""

import ast
import re
from collections.abc import Iterator
from itertools import islice

from grader.advise.definition import Definition, Function
from grader.extract.remarks import clip, listed
from grader.model import Text

KEY = "advice.unused"

_BY_NAME = frozenset({"locals", "vars", "eval", "exec"})
"""Functions that may use an argument without its name being written."""
_SHOWS = re.compile(r"print|verbose|plot|show|debug", re.IGNORECASE)
"""Arguments that only say what is to be shown: nothing that is returned depends on them."""
_LONGEST = 5_000
"""Nodes of a function that are gone through."""


def unused(definition: Definition) -> Iterator[Text]:
    """Yield which arguments of each function are never read, where it does anything at all."""
    for function in definition.functions:
        if names := _unread(function):
            yield Text(
                KEY,
                {
                    "name": clip(function.name),
                    "cell": str(definition.chunk.cell),
                    "line": str(definition.chunk.line + function.node.lineno - 1),
                    "names": listed(names),
                },
            )


def _unread(function: Function) -> list[str]:
    nodes = list(islice(ast.walk(function.node), _LONGEST))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    if len(nodes) == _LONGEST or used & _BY_NAME or _does_nothing(function):
        return []
    spare = (name for name in function.parameters if name not in used and name[0] != "_")
    return [name for name in spare if not _SHOWS.search(name)]


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
