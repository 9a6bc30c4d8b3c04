"""Functions that call themselves whatever they are given: they never end.

Only what is reached on every way through is looked at: nothing behind a condition, in a loop, in a
function inside, or after what may leave. A method of an operator calls itself by that operator too.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence

from grader.advise.definition import Definition, Function
from grader.model import Text

KEY = "advice.endless"

_OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.Div: "__truediv__",
    ast.Pow: "__pow__", ast.MatMult: "__matmul__",
}  # fmt: skip
_SIGNS: Mapping[type[ast.unaryop], str] = {ast.USub: "__neg__", ast.UAdd: "__pos__"}
_PLAIN = (ast.Return, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr)
"""Statements that are run from their beginning to their end."""
_LATER = (
    ast.Lambda, ast.IfExp, ast.BoolOp, ast.Compare, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp, ast.Yield, ast.YieldFrom, ast.Await,
)  # fmt: skip
"""What may be gone into or not."""
_MOST = 2_000
"""Nodes of a function that are gone through."""


def endless(definition: Definition) -> Iterator[Text]:
    """Yield where a function calls itself on every way through it."""
    for function in definition.functions:
        line = _calls_itself(function)
        if line:
            yield definition.said(KEY, function.name, line)


def _calls_itself(function: Function) -> int:
    """Return the line of the first such call; 0 for none."""
    node = function.node
    if not isinstance(node, ast.FunctionDef) or node.decorator_list:
        return 0
    calls = (one for one in _always(node.body) if _is_call_of(one, function, node.name))
    first = next(calls, None)
    if first is None or _gives_bit_by_bit(function):
        return 0
    return first.lineno  # type: ignore[attr-defined, no-any-return]


def _gives_bit_by_bit(function: Function) -> bool:
    """Tell whether nothing is run by calling it: what it yields is asked for later."""
    return any(isinstance(one, ast.Yield | ast.YieldFrom) for one in function.whole)


def _always(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes that are reached whatever is given."""
    left = _MOST
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not isinstance(statement, _PLAIN):
            return
        waiting: list[ast.AST] = [statement]
        while waiting and left:
            node, left = waiting.pop(), left - 1
            yield node
            if not isinstance(node, _LATER):
                waiting += ast.iter_child_nodes(node)
        if isinstance(statement, ast.Return) or not left:
            return


def _is_call_of(node: ast.AST, function: Function, name: str) -> bool:
    """Tell whether a node calls the function that it stands in."""
    if isinstance(node, ast.Call):
        return function.is_itself(node.func)
    if isinstance(node, ast.BinOp):
        return _OPERATORS.get(type(node.op)) == name and function.is_object(node.left)
    if isinstance(node, ast.UnaryOp):
        return _SIGNS.get(type(node.op)) == name and function.is_object(node.operand)
    return False
