"""The edits of one statement: how it assigns, whether it is there, what it returns."""

import ast
from collections.abc import Iterator, Mapping

from grader.frozen import frozen
from grader.repair.candidate import EditKind
from grader.repair.scope import Scope
from grader.repair.written import Span, Written

_AUGMENTED: Mapping[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("", "-"), ast.Sub: ("", "+"), ast.Mult: ("", "/"), ast.Div: ("", "*"),
    ast.MatMult: ("", "*"),
}  # fmt: skip
_NEVER_USED = 2.0
"""How much sooner two names are turned round of which one is never used."""
_SEEDS = -3.0
"""How much later a call that sets a seed is left out than others of its size: sooner, that is."""
_RETURNED = 4
"""Names that are tried in a return that is missing something."""


@frozen
class Place:
    """Text that takes the place of something, which a line is known by."""

    kind: EditKind
    span: Span
    text: str
    line: int
    """The line of the source that is edited; of one that is added, where it will be."""
    size: int = 1
    is_added: bool = False
    """Whether it is a line of its own, after which nothing is as it was."""
    unlikely: float = 0.0
    """How much later it is tried than others of its size."""
    role: str = ""
    """What it is a part of: edits of other roles are not the same edit."""


def edits(node: ast.stmt, written: Written, scope: Scope) -> Iterator[Place]:
    """Yield the edits of one statement itself."""
    if isinstance(node, ast.AugAssign):
        yield from _assigned(node, node.target, _AUGMENTED.get(type(node.op), ("",)), written)
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        if _may_add_up(node.targets[0], scope):
            yield from _assigned(node, node.targets[0], ("+", "-", "*"), written)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from _entries(node.value, written, scope)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from _missing_return(node, written, scope)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        yield from _unpacked(node.targets[0], written, scope)
        yield from _turned(node.targets[0], written, scope)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield from _kept(node.value, written)
    if _may_go(node) and node.lineno == node.end_lineno:
        sooner = _SEEDS if isinstance(node, ast.Expr) else 0.0
        yield Place("statement", written.span(node), "pass", node.lineno, 3, unlikely=sooner)


def _assigned(
    node: ast.Assign | ast.AugAssign, target: ast.expr, signs: tuple[str, ...], written: Written
) -> Iterator[Place]:
    if target.lineno != node.value.lineno:
        return
    start, end = written.span(target)[1], written.span(node.value)[0]
    between = written.spliced((0, start), "").encode()[: end - start]
    opened = between.decode().partition("=")[2].strip()  # a bracket round the value
    for sign in signs:
        yield Place("assignment", (start, end), f" {sign}= {opened}", node.lineno)


def _may_add_up(target: ast.expr, scope: Scope) -> bool:
    if isinstance(target, ast.Name):
        return target.id in scope.bound_before(target.lineno)
    return isinstance(target, ast.Attribute | ast.Subscript)


def _may_go(node: ast.stmt) -> bool:
    """Tell whether a statement may be one too many: what it binds is there without it.

    A call whose value is not kept is none: it was written for what it does, and code that is right
    without it may only have been led round what is wrong in it. A seed that is set inside is one.
    """
    if isinstance(node, ast.Expr):
        called = node.value.func if isinstance(node.value, ast.Call) else None
        return isinstance(called, ast.Attribute | ast.Name) and _ending(called) == "seed"
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        own = ast.unparse(node.targets[0])
        return any(
            ast.unparse(one) == own
            for one in ast.walk(node.value)
            if isinstance(one, ast.Name | ast.Attribute | ast.Subscript)
        )
    return isinstance(node, ast.AugAssign)


def _ending(called: ast.Attribute | ast.Name) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id


def _unpacked(target: ast.Tuple, written: Written, scope: Scope) -> Iterator[Place]:
    """Yield a row of names with one more that is used and never given a value."""
    for name in scope.unbound()[:_RETURNED]:
        for one in target.elts if target.lineno == target.end_lineno else ():
            start = written.span(one)[0]
            yield Place("name", (start, start), f"{name}, ", one.lineno, 1)


def _turned(target: ast.Tuple, written: Written, scope: Scope) -> Iterator[Place]:
    """Yield two names that are unpacked, the other way round; sooner where one is never used."""
    names = [one.id for one in target.elts if isinstance(one, ast.Name)]
    if len(names) == len(target.elts) == 2 and target.lineno == target.end_lineno:
        first, second = target.elts
        span = (written.span(first)[0], written.span(second)[1])
        sooner = _NEVER_USED if any(scope.is_unread(name) for name in names) else 0.0
        yield Place("order", span, f"{names[1]}, {names[0]}", target.lineno, unlikely=-sooner)


def _kept(call: ast.Call, written: Written) -> Iterator[Place]:
    """Yield a call whose value takes the place of one of its arguments."""
    start = written.span(call)[0]
    for one in call.args if call.lineno == call.end_lineno else ():
        if isinstance(one, ast.Name):
            yield Place("assignment", (start, start), f"{one.id} = ", call.lineno, 2, unlikely=-1.0)


def _entries(value: ast.expr, written: Written, scope: Scope) -> Iterator[Place]:
    """Yield what is returned with one name more."""
    told = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    names = [
        name for name in scope.bound_before(value.lineno) if name not in told and "." not in name
    ]
    if isinstance(value, ast.Dict) and value.values:
        last, texts = value.values[-1], [f', "{name}": {name}' for name in names]
    elif isinstance(value, ast.Tuple) and value.elts:
        last, texts = value.elts[-1], [f", {name}" for name in names]
    elif isinstance(value, ast.Name):
        last, texts = value, [f", {name}" for name in names]
    else:
        return
    end = written.span(last)[1]
    for text in texts[:_RETURNED]:
        yield Place("returned", (end, end), text, last.end_lineno or last.lineno, 3)


def _missing_return(
    node: ast.FunctionDef | ast.AsyncFunctionDef, written: Written, scope: Scope
) -> Iterator[Place]:
    gives = (ast.Return, ast.Yield, ast.YieldFrom)
    if any(isinstance(one, gives) and one.value is not None for one in ast.walk(node)):
        return
    last = node.body[-1]
    if isinstance(last, ast.Expr) and last.lineno == last.end_lineno:
        start, end = written.span(last)
        yield Place("returned", (start, end), f"return {written.text(last)}", last.lineno)
    if last.lineno == node.lineno or last.end_lineno is None:
        return  # all in one line
    end, line = written.span(last)[1], last.end_lineno
    rest = written.line(line)[last.end_col_offset or 0 :]
    if rest.strip() and not rest.lstrip().startswith("#"):
        return
    indent = " " * last.col_offset
    at = end + len(rest.encode())
    for name in scope.bound_before(line + 1)[:_RETURNED]:
        text = f"\n{indent}return {name}"
        yield Place("returned", (at, at), text, line + 1, 3, is_added=True)
