"""Arguments that a function takes and never uses: what is asked for may depend on them."""

import ast
import re
from collections.abc import Iterator

from grader.advise.definition import Definition, Function
from grader.extract.remarks import listed
from grader.model import Text

KEY = "advice.unused"

_SHOWS = re.compile(r"print|verbose|plot|show|debug", re.IGNORECASE)
"""Arguments that only say what is to be shown: nothing that is returned depends on them."""


def unused(definition: Definition) -> Iterator[Text]:
    """Yield which arguments of each function are never read, where it does anything at all."""
    for function in definition.functions:
        if names := _unread(function):
            line = function.node.lineno
            yield definition.said(KEY, function.name, line, names=listed(names))


def _unread(function: Function) -> list[str]:
    if not function.shows_uses or _does_nothing(function):
        return []
    used = function.names
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
