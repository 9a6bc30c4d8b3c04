"""Where a class says what an operation does: ``a ** n``, ``d(a + b)/da``, ``exp(a)``, ``MLP(x)``.

An operator is the method that Python calls for it, a function the method of its name. What is
handed back by an operation is written inside its method, in a step of its own (a closure), where
there is one; what it gives is all else.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from grader.diagnose.pattern import Search, TooMuch
from grader.frozen import frozen
from grader.syntax import UNPARSABLE, expression_tree

_SLOPE = re.compile(r"d\((?P<of>.+)\)/d(?P<by>[^\W\d]\w*)\Z")
_LONGEST = 200
"""Characters of what is read as an operation."""
_BINARY: Mapping[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.Pow: "pow",
    ast.MatMult: "matmul",
}  # fmt: skip
_NUMBER = "k"
"""What a plain number is called in what is said of operations."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_STEPS = (*_FUNCTIONS, ast.Lambda)
_GIVES_VALUE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Expr)


@frozen
class Operation:
    """One operation, and what of it is spoken of."""

    methods: tuple[str, ...]
    """What it is made of, the outermost first."""
    is_slope: bool = False
    operand: int | None = None
    """Whose slope it is: that of the first or of the second operand, where it is one of them."""


def operations(words: str) -> list[Operation]:
    """Return the operations that some words name, one after the other; none where they do not."""
    found = []
    for one in _apart(words[: 4 * _LONGEST]):
        if (read := _operation(one)) is not None:
            found.append(read)
    return found


def written_at(
    tree: ast.AST, operation: Operation, names: Mapping[str, str] | None = None
) -> list[ast.AST]:
    """Return the statements that make an operation in a class, the outermost first.

    Of each, what it returns comes before what it prepares. `names` are what asked names are called
    there.
    """
    methods, called = dict(_methods(tree)), names or {}
    found: list[ast.AST] = []
    for place, name in enumerate(operation.methods):
        if (method := methods.get(called.get(name, name))) is not None:
            operand = operation.operand if place == 0 else None
            found += _parts(method, operation.is_slope, operand)
    return found


def spelled_out_at(tree: ast.AST, words: str) -> list[ast.stmt]:
    """Return the statements in which a calculation stands as some words spell it.

    Not those that hold other statements.
    """
    calculation = _calculation(words)
    if calculation is None:
        return []
    search = Search()
    statements = (n for n in ast.walk(tree) if isinstance(n, ast.stmt) and not hasattr(n, "body"))
    try:
        return [
            one
            for one in statements
            if any(
                isinstance(node, ast.BinOp) and search.are_equal(calculation, node)
                for node in ast.walk(one)
            )
        ]
    except TooMuch:
        return []


@lru_cache(maxsize=256)
def _calculation(words: str) -> ast.BinOp | None:
    """Return the tree of a calculation; None for what is none."""
    if len(words) > _LONGEST or not any(sign in words for sign in "+-*/@"):
        return None
    try:
        tree = expression_tree(words)
    except UNPARSABLE:
        return None
    return tree if isinstance(tree, ast.BinOp) else None


def _methods(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield what classes define, by its name; ``__radd__ = __add__`` defines it too.

    Who calls an object of a class, calls its ``__call__``: that bears the name of the class too.
    """
    for kind in ast.walk(tree):
        for one in kind.body if isinstance(kind, ast.ClassDef) else ():
            if isinstance(one, _FUNCTIONS):
                yield one.name, one
                if one.name == "__call__":
                    yield kind.name, one  # type: ignore[attr-defined]
            elif isinstance(one, ast.Assign):
                yield from ((t.id, one) for t in one.targets if isinstance(t, ast.Name))


def _parts(method: ast.AST, is_slope: bool, operand: int | None) -> list[ast.AST]:
    if not isinstance(method, _FUNCTIONS):
        return [method]
    steps = [one for one in ast.walk(method) if isinstance(one, _STEPS) and one is not method]
    inside = [node for step in steps for node in ast.walk(step) if node is not step]
    if is_slope and inside:
        given: list[ast.AST] = [node for node in inside if isinstance(node, _GIVES_VALUE)]
        given = given or [*steps]
        names = [one.arg for one in method.args.args]
        name = names[operand] if operand is not None and operand < len(names) else None
        return [node for node in given if _is_of(node, name)] or given
    within = {id(node) for node in inside}
    own = [n for n in ast.walk(method) if isinstance(n, _GIVES_VALUE) and id(n) not in within]
    return sorted(own, key=lambda node: not isinstance(node, ast.Return))


def _is_of(node: ast.AST, name: str | None) -> bool:
    """Tell whether a statement gives a value to something of one name."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(
        isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == name
        for one in targets
    )


def _apart(words: str) -> Iterator[str]:
    """Yield what stands between commas that are in no brackets."""
    depth, begin = 0, 0
    for place, sign in enumerate(words):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            yield words[begin:place].strip()
            begin = place + 1
    yield words[begin:].strip()


@lru_cache(maxsize=256)
def _operation(text: str) -> Operation | None:
    slope = _SLOPE.match(text)
    try:
        tree = expression_tree(slope["of"] if slope else text)
    except UNPARSABLE:
        return None
    nodes = [*ast.walk(tree)]
    names = tuple(dict.fromkeys(name for node in nodes for name in _named(node)))
    is_of_code = any(isinstance(node, ast.Attribute | ast.Subscript) for node in nodes)
    if not names or is_of_code or len(text) > _LONGEST:
        return None
    return Operation(names, slope is not None, _operand(tree, slope["by"]) if slope else None)


def _named(node: ast.AST) -> Iterator[str]:
    """Yield the methods that Python calls for an operation, the one that is asked first."""
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        name = _BINARY[type(node.op)]
        if isinstance(node.left, ast.Name) and node.left.id == _NUMBER:
            yield f"__r{name}__"
        yield f"__{name}__"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "__neg__"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from ("__radd__", "__add__") if node.func.id == "sum" else (node.func.id,)


def _operand(tree: ast.expr, by: str) -> int | None:
    """Tell which operand of an operation a name is, where it is one of them alone."""
    if isinstance(tree, ast.BinOp):
        sides = [isinstance(one, ast.Name) and one.id == by for one in (tree.left, tree.right)]
        return sides.index(True) if sum(sides) == 1 else None
    return 0
