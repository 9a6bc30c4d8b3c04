"""The edits of one expression, each as the text that takes its place."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from grader.frozen import frozen
from grader.repair.candidate import EditKind
from grader.repair.scope import Scope
from grader.repair.written import ARITHMETIC, ATOM, Written, binding, sides

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
_TURNED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)
_REDUCING = frozenset(
    {"sum", "mean", "max", "min", "prod", "std", "var", "argmax", "argmin", "norm", "amax", "amin"}
)
_ALIKE: Sequence[Sequence[str]] = (
    ("sum", "mean"), ("max", "min"), ("maximum", "minimum"), ("argmax", "argmin"),
    ("rand", "randn"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("dot", "multiply"),
    ("exp", "log"), ("std", "var"), ("sqrt", "square", "abs"), ("sigmoid", "relu", "tanh"),
    ("all", "any"), ("vstack", "hstack"),
)  # fmt: skip
_WIDEST = 8
"""Arguments of a call whose order is tried."""


@frozen
class Instead:
    """What may take the place of an expression, how tightly it binds, and how much it edits."""

    kind: EditKind
    text: str
    binds: int = ATOM
    size: int = 1


def edits(node: ast.expr, written: Written, scope: Scope) -> Iterator[Instead]:
    """Yield the edits of one expression itself; those of its parts are their own."""
    find = _EDITS.get(type(node))
    if find is not None:
        yield from find(node, written, scope)


def around(node: ast.expr, written: Written, scope: Scope) -> Iterator[Instead]:
    """Yield what takes a whole value and does something with it that is missing."""
    names = scope.missing(node.lineno, _names_in(node))
    times, plus = written.operand(node, 11), written.operand(node, ARITHMETIC)
    for name in names:
        yield Instead("operand", f"{times} / {name}", 11, 3)
        yield Instead("operand", f"{times} * {name}", 11, 3)
    for name in names:
        yield Instead("operand", f"{plus} + {name}", ARITHMETIC, 4)
        yield Instead("operand", f"{plus} - {name}", ARITHMETIC, 4)
    compared = written.operand(node, 6)
    for name in names if isinstance(node, ast.Call) else ():
        yield Instead("comparison", f"{compared} < {name}", 5, 4)
        yield Instead("comparison", f"{compared} > {name}", 5, 4)


def signed(node: ast.expr, written: Written) -> Iterator[Instead]:
    """Yield a value with its sign turned, and what is left of it to one."""
    if not isinstance(node, ast.UnaryOp | ast.Constant):
        yield Instead("sign", f"-{written.operand(node, 12)}", 12, 2)
    if not isinstance(node, ast.Constant):
        yield Instead("operand", f"1 - {written.operand(node, 11)}", ARITHMETIC, 2)
        yield Instead("operand", f"2 * {written.operand(node, 12)}", 11, 3)
        yield Instead("operand", f"{written.operand(node, 11)} / 2", 11, 3)
        yield Instead("operand", f"{written.operand(node, 14)} ** 2", 13, 3)


def _binary(node: ast.BinOp, written: Written, scope: Scope) -> Iterator[Instead]:
    for other in _OPERATORS.get(type(node.op), ()):
        yield _joined(node.left, other(), node.right, written, "operator")
    if isinstance(node.op, _TURNED):
        yield _joined(node.right, node.op, node.left, written, "order")
    for side in (node.left, node.right):
        yield _alone("operand", side, written, 2)
    if isinstance(node.op, ast.MatMult | ast.Mult | ast.Add | ast.Sub):
        yield Instead("transpose", f"({written.text(node)}).T", ATOM, 3)


def _alone(kind: EditKind, part: ast.expr, written: Written, size: int) -> Instead:
    """Return what takes a part for the whole."""
    is_wide = part.lineno != part.end_lineno  # then in brackets, whatever stands round it
    return Instead(kind, written.operand(part, 0), ATOM if is_wide else binding(part), size)


def _joined(
    left: ast.expr, operator: ast.operator, right: ast.expr, written: Written, kind: EditKind
) -> Instead:
    first, second = sides(operator)
    one, other = written.operand(left, first), written.operand(right, second)
    binds = min(sides(operator)) if not isinstance(operator, ast.Pow) else 13
    return Instead(kind, f"{one} {SIGNS[type(operator)]} {other}", binds)


def _compare(node: ast.Compare, written: Written, scope: Scope) -> Iterator[Instead]:
    if len(node.ops) != 1:
        return
    left = written.operand(node.left, 6)
    right = written.operand(node.comparators[0], 6)
    for other in _COMPARISONS.get(type(node.ops[0]), ()):
        yield Instead("comparison", f"{left} {SIGNS[other]} {right}", 5)


def _unary(node: ast.UnaryOp, written: Written, scope: Scope) -> Iterator[Instead]:
    kind: EditKind = "condition" if isinstance(node.op, ast.Not) else "sign"
    yield _alone(kind, node.operand, written, 1)


def _constant(node: ast.Constant, written: Written, scope: Scope) -> Iterator[Instead]:
    value = node.value
    if isinstance(value, bool):
        yield Instead("constant", str(not value))
    elif isinstance(value, int) and abs(value) < 10**6:
        for other in dict.fromkeys((value - 1, value + 1, 0, 1, 2)):
            if other != value:
                yield Instead("constant", str(other), ATOM if other >= 0 else 12)
    elif isinstance(value, float):
        for number in dict.fromkeys((value / 2, value * 2, 1 - value, value / 10, value * 10)):
            if number != value and number == number and abs(number) < 1e100:
                yield Instead("constant", repr(number), ATOM if number >= 0 else 12)


def _name(node: ast.Name, written: Written, scope: Scope) -> Iterator[Instead]:
    if isinstance(node.ctx, ast.Load):
        for other in scope.like(node.id, node.lineno):
            yield Instead("name", other, ATOM, 2)
        yield Instead("transpose", f"{node.id}.T", ATOM, 2)


def _attribute(node: ast.Attribute, written: Written, scope: Scope) -> Iterator[Instead]:
    if isinstance(node.ctx, ast.Load):
        if isinstance(node.value, ast.Name) and node.value.id not in ("np", "numpy"):
            own = written.text(node)
            alike = [one for one in scope.like(own, node.lineno) if "." in one]
            yield from (Instead("name", other, ATOM, 2) for other in alike)
        if node.attr == "T":
            yield Instead("transpose", written.operand(node.value, ATOM))
        elif not isinstance(node.value, ast.Name) or node.value.id not in ("np", "numpy"):
            yield Instead("transpose", f"{written.text(node)}.T", ATOM, 2)


def _subscript(node: ast.Subscript, written: Written, scope: Scope) -> Iterator[Instead]:
    if not isinstance(node.ctx, ast.Load):
        return
    whole, key = written.operand(node.value, ATOM), node.slice
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        for other in scope.keys(node.lineno, key.value):
            yield Instead("key", f"{whole}[{other!r}]", ATOM, 2)
        yield Instead("transpose", f"{written.text(node)}.T", ATOM, 2)


def _call(node: ast.Call, written: Written, scope: Scope) -> Iterator[Instead]:
    if any(isinstance(one, ast.Starred | ast.GeneratorExp) for one in node.args):
        return
    name = written.operand(node.func, ATOM)
    given = [written.operand(one, 1) for one in node.args]
    named = [(one.arg, written.operand(one.value, 1)) for one in node.keywords]

    def call(
        arguments: Sequence[str], keywords: Sequence[tuple[str | None, str]], function: str = name
    ) -> str:
        told = [f"{key}={value}" if key else f"**{value}" for key, value in keywords]
        return f"{function}({', '.join((*arguments, *told))})"

    short = name.rpartition(".")[2]
    for other in _alike(short):
        yield Instead("call", call(given, named, name.removesuffix(short) + other), ATOM, 2)
    if len(given) == 2:
        yield Instead("order", call(given[::-1], named))
    if short == "range":
        yield from (Instead("argument", call(one, named), ATOM, 1) for one in _ranges(given))
        yield Instead("call", f"reversed({call(given, named)})", ATOM, 2)
    yield from _keywords(short, given, named, call)
    if len(given) == 1 and not named:
        yield _alone("call", node.args[0], written, 2)


def _keywords(
    short: str,
    given: Sequence[str],
    named: Sequence[tuple[str | None, str]],
    call: Callable[[Sequence[str], Sequence[tuple[str | None, str]]], str],
) -> Iterator[Instead]:
    for place, (key, value) in enumerate(named):
        rest = [*named[:place], *named[place + 1 :]]
        if key == "axis":
            for other in ("0", "1", "-1"):
                if other != value:
                    changed = [*named[:place], (key, other), *named[place + 1 :]]
                    yield Instead("axis", call(given, changed))
        yield Instead("axis" if key in ("axis", "keepdims") else "argument", call(given, rest))
    if short in _REDUCING:
        keys = {key for key, _value in named}
        kept = [] if "keepdims" in keys else [("keepdims", "True")]
        for axis in ("0", "1") if "axis" not in keys and len(given) == 1 else ():
            yield Instead("axis", call(given, [*named, ("axis", axis)]))
            if kept:
                yield Instead("axis", call(given, [*named, ("axis", axis), *kept]), ATOM, 2)
        if kept:
            yield Instead("axis", call(given, [*named, *kept]))


def _ranges(given: Sequence[str]) -> Iterator[list[str]]:
    if len(given) == 1:
        yield [f"{given[0]} + 1"]
        yield [f"{given[0]} - 1"]
        yield ["1", given[0]]
    elif len(given) == 2:
        yield [given[1]]
        yield [given[0], f"{given[1]} + 1"]
        yield [given[0], f"{given[1]} - 1"]


def _alike(name: str) -> Iterator[str]:
    for group in _ALIKE:
        if name in group:
            yield from (other for other in group if other != name)


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
    ast.Call: _call,
}
