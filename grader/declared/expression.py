"""Small expressions in `assignment.toml`: calls, attributes, items, arithmetic; nothing else.

They are read as Python and never executed as Python: `"Dense(n, k).forward(X)[0]"` is walked, name
by name, over what the names stand for.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grader.frozen import frozen
from grader.syntax import expression_tree

_MOST_POWER = 64
"""The largest exponent of a whole number: beyond, a table of ours could take for ever."""


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int) and isinstance(exponent, int) and abs(exponent) > _MOST_POWER:
        raise ValueError(f"{base} ** {exponent}: exponents go up to {_MOST_POWER}")
    return base**exponent


_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Pow: _power,
    ast.MatMult: operator.matmul,
}  # fmt: skip


@frozen
class Expression:
    """An expression that was read; `source` is as the author wrote it."""

    source: str
    tree: ast.expr

    @property
    def names(self) -> tuple[str, ...]:
        """The names it speaks of, in order, each once."""
        found = [node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)]
        return tuple(dict.fromkeys(found))

    def value(self, scope: Mapping[str, Any]) -> Any:
        """Return what it gives where names stand for these. Lets what calls raise through."""
        return _value(self.tree, scope)


def read_expression(source: str) -> Expression:
    """Read an expression. Raises ValueError with a sentence for anything that is not allowed."""
    try:
        tree = expression_tree(source.strip())
    except (SyntaxError, ValueError):
        raise ValueError(f"{source!r} is no expression") from None
    for said in _refused(tree):
        raise ValueError(f"{source!r}: {said}")
    return Expression(source, tree)


def _refused(tree: ast.expr) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            yield f"{node.attr} is private: an attribute must not begin with _"
        elif _is_other_operator(node):
            yield "of the operators only + - * / // ** @ are allowed"
        elif isinstance(node, ast.expr) and not isinstance(node, _ALLOWED):
            yield f"{ast.unparse(node)} may not stand here: write calls, attributes, items, numbers"
        elif isinstance(node, ast.Call) and any(k.arg is None for k in node.keywords):
            yield "** may not stand in a call"


def _is_other_operator(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return type(node.op) not in _BINARY
    return isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.USub)


_ALLOWED = (
    ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Dict,
    ast.BinOp, ast.UnaryOp,
)  # fmt: skip


def _value(node: ast.expr, scope: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return scope[node.id]
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, scope), node.attr)
    if isinstance(node, ast.Subscript):
        return _value(node.value, scope)[_value(node.slice, scope)]
    if isinstance(node, ast.Tuple):
        return tuple(_value(one, scope) for one in node.elts)
    if isinstance(node, ast.List):
        return [_value(one, scope) for one in node.elts]
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, scope)
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)](_value(node.left, scope), _value(node.right, scope))
    if isinstance(node, ast.Dict):
        keys = [_value(key, scope) for key in node.keys if key is not None]
        return dict(zip(keys, [_value(one, scope) for one in node.values], strict=True))
    assert isinstance(node, ast.Call)  # noqa: S101  (`read_expression` let nothing else in)
    given = [_value(one, scope) for one in node.args]
    named = {str(k.arg): _value(k.value, scope) for k in node.keywords}
    return _value(node.func, scope)(*given, **named)
