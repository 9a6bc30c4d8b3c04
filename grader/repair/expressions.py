"""The edits of one expression, each as the text that takes its place."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from grader.repair import calls
from grader.repair.candidate import EditKind
from grader.repair.instead import Instead, alone
from grader.repair.scope import Scope
from grader.repair.written import ARITHMETIC, ATOM, Written, sides

SIGNS: Mapping[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
    ast.FloorDiv: "//", ast.Mod: "%", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip
_OPERATORS: Mapping[type[ast.operator], Sequence[type[ast.operator]]] = {
    ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add, ast.Div, ast.Mult),
    ast.Mult: (ast.Div, ast.Add, ast.MatMult, ast.Pow, ast.Sub), ast.Div: (ast.Mult, ast.Sub),
    ast.Pow: (ast.Mult,), ast.MatMult: (ast.Mult,), ast.FloorDiv: (ast.Div,), ast.Mod: (),
}  # fmt: skip
_COMPARISONS: Mapping[type[ast.cmpop], Sequence[type[ast.cmpop]]] = {
    ast.Lt: (ast.Gt, ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.GtE, ast.Gt),
    ast.Gt: (ast.Lt, ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.LtE, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_MODULES = ("np", "numpy", "math", "random")
_LATER = 0.2
"""How much later each name is tried than the one before it, in one place."""
_TURNED_ROUND = 0.3
"""How much later operands are turned round than an operator is another."""
_GOES_ON = 1.5
"""How much sooner a name is tried that begins with the one that stands there: A1d for A1."""
_TAKEN_OUT = 1.5
"""How much later something is tried of what is only taken out of a dict or a shape."""
_NAMES_OF_NUMBERS = 6
"""Names that are tried for a number."""
_TURNED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)


def edits(node: ast.expr, written: Written, scope: Scope) -> Iterator[Instead]:
    """Yield the edits of one expression itself; those of its parts are their own."""
    find = _EDITS.get(type(node))
    if find is not None:
        yield from find(node, written, scope)


def around(node: ast.expr, written: Written, scope: Scope) -> Iterator[Instead]:
    """Yield what takes a whole value and does something with it that is missing."""
    names = scope.missing(node.lineno, _names_in(node))
    times, plus = written.operand(node, 11), written.operand(node, ARITHMETIC)
    for place, name in enumerate(names):
        later = place * _LATER - scope.is_idle(name)
        yield Instead("operand", f"{times} / {name}", 11, 3, later)
        yield Instead("operand", f"{times} * {name}", 11, 3, later)
        yield Instead("operand", f"{plus} + {name}", ARITHMETIC, 4, later)
        yield Instead("operand", f"{plus} - {name}", ARITHMETIC, 4, later)
    compared = written.operand(node, 6)
    for name in names if isinstance(node, ast.Call) else ():
        yield Instead("comparison", f"{compared} < {name}", 5, 4)
        yield Instead("comparison", f"{compared} > {name}", 5, 4)


def signed(node: ast.expr, written: Written) -> Iterator[Instead]:
    """Yield a value with its sign turned, and what is left of it to one."""
    later = _TAKEN_OUT if isinstance(node, ast.Subscript) else 0.0
    if not isinstance(node, ast.UnaryOp | ast.Constant):
        yield Instead("sign", f"-{written.operand(node, 12)}", 12, 2, later)
    if not isinstance(node, ast.Constant):
        yield Instead("operand", f"1 - {written.operand(node, 11)}", ARITHMETIC, 2, later)
        yield Instead("operand", f"2 * {written.operand(node, 12)}", 11, 3, later)
        yield Instead("operand", f"{written.operand(node, 11)} / 2", 11, 3, later)
        yield Instead("operand", f"{written.operand(node, 14)} ** 2", 13, 3, later)


def _binary(node: ast.BinOp, written: Written, scope: Scope) -> Iterator[Instead]:
    for other in _OPERATORS.get(type(node.op), ()):
        yield _joined(node.left, other(), node.right, written, "operator")
    if isinstance(node.op, _TURNED):
        yield _joined(node.right, node.op, node.left, written, "order")
    yield from _bracketed(node, written)
    for side in (node.left, node.right):
        yield alone("operand", side, written, 2)
    if isinstance(node.op, ast.MatMult | ast.Mult | ast.Add | ast.Sub):
        yield Instead("transpose", f"({written.text(node)}).T", ATOM, 3)


def _bracketed(node: ast.BinOp, written: Written) -> Iterator[Instead]:
    """Yield a / b * c as a / (b * c), and a * b + c as a * (b + c), however long the sum is."""
    if isinstance(node.op, ast.Mult | ast.Div) and isinstance(node.left, ast.BinOp):
        if isinstance(node.left.op, ast.Div):
            first, second = (
                written.operand(node.left.left, 11),
                written.operand(node.left.right, 11),
            )
            yield Instead(
                "brackets", f"{first} / ({second} * {written.operand(node.right, 12)})", 11
            )
    elif isinstance(node.op, ast.Add | ast.Sub):
        first_of = node.left
        while isinstance(first_of, ast.BinOp) and isinstance(first_of.op, ast.Add | ast.Sub):
            first_of = first_of.left
        if isinstance(first_of, ast.BinOp) and isinstance(first_of.op, ast.Mult | ast.Div):
            sign, end = SIGNS[type(first_of.op)], written.span(node)[1]
            rest = written.between(written.span(first_of)[1], end)
            factor = written.operand(first_of.left, 11)
            added = f"{written.operand(first_of.right, 12)}{rest}"
            if rest.count("(") == rest.count(")"):  # the first product was not in brackets itself
                yield Instead("brackets", f"{factor} {sign} ({added})", 11)


def _joined(
    left: ast.expr, operator: ast.operator, right: ast.expr, written: Written, kind: EditKind
) -> Instead:
    first, second = sides(operator)
    one, other = written.operand(left, first), written.operand(right, second)
    binds = min(sides(operator)) if not isinstance(operator, ast.Pow) else 13
    later = _TURNED_ROUND if kind == "order" else 0.0
    return Instead(kind, f"{one} {SIGNS[type(operator)]} {other}", binds, 1, later)


def _compare(node: ast.Compare, written: Written, scope: Scope) -> Iterator[Instead]:
    if len(node.ops) != 1:
        return
    left = written.operand(node.left, 6)
    right = written.operand(node.comparators[0], 6)
    for other in _COMPARISONS.get(type(node.ops[0]), ()):
        yield Instead("comparison", f"{left} {SIGNS[other]} {right}", 5)


def _unary(node: ast.UnaryOp, written: Written, scope: Scope) -> Iterator[Instead]:
    kind: EditKind = "condition" if isinstance(node.op, ast.Not) else "sign"
    yield alone(kind, node.operand, written, 1)


def _constant(node: ast.Constant, written: Written, scope: Scope) -> Iterator[Instead]:
    value = node.value
    if isinstance(value, bool):
        yield Instead("constant", str(not value))
    elif isinstance(value, int) and abs(value) < 10**6:
        for other in dict.fromkeys((value - 1, value + 1, 0, 1, 2, -value)):
            if other != value:
                yield Instead("constant", str(other), ATOM if other >= 0 else 12)
    elif isinstance(value, float):
        for number in dict.fromkeys((value / 2, value * 2, 1 - value, value / 10, value * 10)):
            if number != value and number == number and abs(number) < 1e100:
                yield Instead("constant", repr(number), ATOM if number >= 0 else 12)


def named(node: ast.Constant, scope: Scope) -> Iterator[Instead]:
    """Yield names in the place of a number that is calculated with, or compared, or given."""
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for place, name in enumerate(scope.missing(node.lineno, ())[:_NAMES_OF_NUMBERS]):
            yield Instead("constant", name, ATOM, 2, place * _LATER - scope.is_idle(name))


def _name(node: ast.Name, written: Written, scope: Scope) -> Iterator[Instead]:
    if isinstance(node.ctx, ast.Load) and node.id not in _MODULES:
        for place, other in enumerate(scope.like(node.id, node.lineno)):
            sooner = scope.is_idle(other) + (_GOES_ON if other.startswith(node.id) else 0.0)
            yield Instead("name", other, ATOM, 2, place * _LATER - sooner)
        yield Instead("transpose", f"{node.id}.T", ATOM, 2)


def _attribute(node: ast.Attribute, written: Written, scope: Scope) -> Iterator[Instead]:
    if isinstance(node.ctx, ast.Load):
        if isinstance(node.value, ast.Name) and node.value.id not in _MODULES:
            own = written.text(node)
            alike = [one for one in scope.like(own, node.lineno) if "." in one]
            yield from (Instead("name", other, ATOM, 2) for other in alike)
        if node.attr == "T":
            yield Instead("transpose", written.operand(node.value, ATOM))
        elif not isinstance(node.value, ast.Name) or node.value.id not in _MODULES:
            yield Instead("transpose", f"{written.text(node)}.T", ATOM, 2)


def _subscript(node: ast.Subscript, written: Written, scope: Scope) -> Iterator[Instead]:
    if not isinstance(node.ctx, ast.Load):
        return
    whole, key = written.operand(node.value, ATOM), node.slice
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        for other in scope.keys(node.lineno, key.value):
            yield Instead("key", f"{whole}[{other!r}]", ATOM, 2)
        yield Instead("transpose", f"{written.text(node)}.T", ATOM, 2)


def _names_in(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


_EDITS: Mapping[type[ast.expr], Callable[..., Iterator[Instead]]] = {
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: calls.edits,
}
