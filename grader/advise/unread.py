"""Values that are computed and never read: a line that is right and without effect.

The result goes to a variable that nothing looks at, is overwritten before anything does, or is put
into a loop's own variable, which leaves what the loop goes through as it was. Or a call that
returns a new array stands alone, as if it changed the one that it was given.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from grader.advise.definition import Definition, Function
from grader.advise.names import mentioned, reads
from grader.extract.nodes import nodes_of
from grader.extract.remarks import clip
from grader.model import Text

KEY, ALONE = "advice.unread", "advice.discarded"

_TOLD = 2
"""Of one function: more would not be read."""

_MODULES = frozenset({"np", "numpy", "math"})
_PURE = frozenset({
    "abs", "absolute", "add", "append", "clip", "concatenate", "divide", "dot", "exp", "hstack",
    "log", "matmul", "maximum", "mean", "minimum", "multiply", "negative", "power", "reshape",
    "sqrt", "square", "subtract", "sum", "transpose", "vstack", "where",
})  # fmt: skip
"""Functions that return something new, and do nothing else unless they are told where to put it."""

Found = tuple[ast.stmt, str]
"""A statement, and the variable whose value it gives in vain, or the function that it calls so."""


def unread(definition: Definition) -> Iterator[Text]:
    """Yield the first lines of each function that compute what nothing reads."""
    for function in definition.functions:
        for statement, name in islice(_in_vain(function), _TOLD):
            key = KEY if isinstance(statement, ast.Assign) else ALONE
            yield definition.said(key, function.name, statement.lineno, what=clip(name))


def _in_vain(function: Function) -> Iterator[Found]:
    if not function.shows_uses:
        return
    outer, loads = function.outer, function.reads
    found: list[Found] = [
        (node, name)
        for node in function.whole
        if isinstance(node, ast.Assign) and (name := _variable(node)) and name not in outer
        if name not in loads and _computes(node.value)
    ]
    for node in function.whole:
        if isinstance(node, ast.Expr) and (called := _pure(node.value)):
            found.append((node, called))
        for block in _blocks(node):
            found += [one for one in _overwritten(block) if one[1] not in outer]
        if isinstance(node, ast.For) and not node.orelse:
            found += [one for one in _of_the_loop(node, loads) if one[1] not in outer]
    yield from sorted(dict.fromkeys(found), key=lambda one: one[0].lineno)


def _variable(node: ast.Assign) -> str:
    """Return the one variable that a statement gives a value; nothing for any other target."""
    [target, *more] = node.targets
    named = isinstance(target, ast.Name) and not more and target.id[0] != "_"
    return target.id if named and isinstance(target, ast.Name) else ""


def _computes(value: ast.expr) -> bool:
    """Tell whether a value is a formula: what was only looked up, or called for, may be spare."""
    return isinstance(value, ast.BinOp) or bool(_pure(value))


def _is_work(value: ast.expr) -> bool:
    """Tell whether a value that is overwritten was worth a line: more than a name or a number."""
    called = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.args
    return _computes(value) or bool(called)


def _pure(value: ast.expr) -> str:
    """Return the name of a function that only returns something, if this is a call of one."""
    call = value.func if isinstance(value, ast.Call) else None
    if not isinstance(call, ast.Attribute) or not isinstance(call.value, ast.Name):
        return ""
    is_pure = call.value.id in _MODULES and call.attr in _PURE
    is_told = isinstance(value, ast.Call) and any(k.arg in ("out", None) for k in value.keywords)
    return f"{call.value.id}.{call.attr}" if is_pure and not is_told else ""


def _blocks(node: ast.AST) -> Iterator[Sequence[ast.stmt]]:
    for name in ("body", "orelse"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield block


def _overwritten(block: Sequence[ast.stmt]) -> Iterator[Found]:
    """Yield what a later statement of the same block overwrites before it is read."""
    waiting: dict[str, ast.stmt] = {}
    for node in block:
        if not isinstance(node, ast.Assign | ast.Expr):
            waiting.clear()
            continue
        for name in reads(nodes_of(node)):
            waiting.pop(name, None)
        if not isinstance(node, ast.Assign) or not (name := _variable(node)):
            continue
        if name in waiting:
            yield waiting.pop(name), name
        if _is_work(node.value):
            waiting[name] = node


def _of_the_loop(loop: ast.For, loads: Counter[str]) -> Iterator[Found]:
    """Yield what is put into a loop's own variables, and read neither in it nor after it.

    `loads` counts how often the whole function reads each name.
    """
    within = reads(nodes_of(loop))
    own = {name for name in mentioned(nodes_of(loop.target)) if loads[name] == within[name]}
    later: set[str] = set()
    found: list[Found] = []
    for node in reversed(loop.body):
        name = _variable(node) if isinstance(node, ast.Assign) else ""
        if name in own and name not in later:
            found.append((node, name))
        later |= reads(nodes_of(node)).keys()
    yield from reversed(found)
