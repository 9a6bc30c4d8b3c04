"""Expressions on scalars as trees that can be sent: ``a * c + a`` as ["+", ["*", "a", "c"], "a"].

A tree is a name, a number, or a list of an operator's or function's name and what it is applied to.
"""

import ast
from functools import lru_cache
from typing import Any

from grader.syntax import syntax_tree

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
}  # fmt: skip
_FUNCTIONS = frozenset({"new", "exp", "sig", "sum", "apart"})


@lru_cache(maxsize=4096)
def parsed(source: str) -> tuple[tuple[str, Any], ...]:
    """Return the names that statements give values to, and the tree of each. Raises ValueError."""
    found = []
    for statement in syntax_tree(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.append((name, _tree(value)))
            case _:
                raise ValueError(f"not an assignment: {ast.unparse(statement)}")
    return tuple(found)


def _tree(node: ast.expr) -> Any:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ["negative", _tree(operand)]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return [_OPERATORS[type(op)], _tree(left), _tree(right)]
        case ast.Call(func=ast.Name(id=name), args=[ast.List(elts=items)]) if name == "sum":
            return [name, *map(_tree, items)]
        case ast.Call(func=ast.Name(id=name), args=[argument]) if name in _FUNCTIONS:
            return [name, _tree(argument)]
    raise ValueError(f"not an expression on scalars: {ast.unparse(node)}")
