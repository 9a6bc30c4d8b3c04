"""Arguments that a function takes and never uses: what is asked for may depend on them."""

import ast
from collections.abc import Iterator

from grader.advise.definition import Definition, Function
from grader.advise.names import is_to_show
from grader.extract.blank import is_no_op
from grader.extract.remarks import listed
from grader.model import Text

KEY = "advice.unused"


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
    return [name for name in spare if not is_to_show(name)]


def _does_nothing(function: Function) -> bool:
    """Tell whether nothing but a text, `pass`, `...` or `raise` is in it."""
    body = function.node.body
    if isinstance(body, ast.expr):
        return isinstance(body, ast.Constant)
    return all(isinstance(one, ast.Raise) or is_no_op(one) for one in body)
