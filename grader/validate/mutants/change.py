"""Change right code in one small place at a time, as a slip would.

Operators, numbers, truth values, the ends of a range, the order of operands, an argument or a
transpose left out, a condition turned round, a statement that is missing.
"""

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from grader.frozen import frozen
from grader.syntax import syntax_tree

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SWAPPED: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}  # fmt: skip
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.Gt,), ast.Gt: (ast.Lt,), ast.LtE: (ast.Gt,), ast.GtE: (ast.Lt,),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_ORDERED = (ast.Sub, ast.Div, ast.MatMult)
_DELETED = (ast.Assign, ast.AugAssign, ast.Expr)

Edit = Callable[[Any], ast.AST | None]
"""Changes a copy of the node, in place or by returning another; None takes a statement away."""


@frozen
class Mutant:
    """Right code with one change. `id` says where and what, and is the same from run to run."""

    id: str
    name: str
    """The top-level definition that was changed."""
    source: str
    """The whole file."""
    is_removal: bool = False
    """Whether a statement was taken away; else an expression is another."""


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every change of every function and class that a file defines."""
    tree = syntax_tree(source)
    seen: Counter[str] = Counter()
    for place, statement in enumerate(tree.body):
        if not isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
            continue
        for path, function, node in _nodes(statement, statement.name):
            for edit in _edits(node):
                changed = _changed(statement, path, edit)
                if changed is None:
                    continue
                whole = ast.Module([*tree.body[:place], changed, *tree.body[place + 1 :]], [])
                text = ast.unparse(ast.fix_missing_locations(whole))
                told = f"{function}: {_told(node, _at(changed, path), edit)}"
                seen[told] += 1
                number = f" ({seen[told]})" if seen[told] > 1 else ""
                yield Mutant(told + number, statement.name, text, edit is _removed)


Path = tuple[tuple[str, int | None], ...]
"""From a statement down to a node: fields, and places in lists."""


def _nodes(node: ast.AST, function: str, path: Path = ()) -> Iterator[tuple[Path, str, ast.AST]]:
    """Yield the nodes of a definition that stand in a function, with the function's name."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for place, child in children:
            if not isinstance(child, ast.AST) or _is_docstring(node, field, place, child):
                continue
            here = (*path, (field, place))
            named = isinstance(child, (*_FUNCTIONS, ast.ClassDef))
            inside = f"{function}.{child.name}" if named else function  # type: ignore[attr-defined]
            yield here, function, child
            yield from _nodes(child, inside, here)


def _is_docstring(node: ast.AST, field: str, place: int | None, child: ast.AST) -> bool:
    return (
        field == "body" and place == 0 and isinstance(node, (*_FUNCTIONS, ast.ClassDef))
        and isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        and isinstance(child.value.value, str)
    )  # fmt: skip


def _at(node: Any, path: Path) -> Any:
    for field, place in path:
        node = getattr(node, field) if place is None else _entry(getattr(node, field), place)
        if node is None:
            return None
    return node


def _entry(entries: list[Any], place: int) -> Any:
    return entries[place] if place < len(entries) else None


def _changed(statement: ast.stmt, path: Path, edit: Edit) -> ast.stmt | None:
    """Return a copy of a statement with one node edited; None where nothing would be changed."""
    whole = copy.deepcopy(statement)
    parent, (field, place) = _at(whole, path[:-1]), path[-1]
    node = _at(whole, path)
    edited = edit(node)
    if place is None:
        setattr(parent, field, edited)
    elif edited is None:
        block = getattr(parent, field)
        block[place : place + 1] = [] if len(block) > 1 else [ast.Pass()]
    else:
        getattr(parent, field)[place] = edited
    return whole if ast.dump(whole) != ast.dump(statement) else None


def _told(node: ast.AST, edited: Any, edit: Edit) -> str:
    before = " ".join(ast.unparse(node).split())[:80]
    if edit is _removed:
        return f"without {before}"
    return f"{before} -> {' '.join(ast.unparse(edited).split())[:80]}"


# ---------------------------------------------------------------- changes


def _edits(node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for kind in _SWAPPED.get(type(node.op), ()):
            yield _with(op=kind())
    if isinstance(node, ast.BinOp) and isinstance(node.op, _ORDERED):
        yield _turned
    if isinstance(node, ast.AugAssign):
        yield lambda n: ast.Assign([n.target], n.value)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in _COMPARED.get(type(node.ops[0]), ()):
            yield _with(ops=[other()])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield lambda n: n.operand
    if isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield lambda n: n.value
    if isinstance(node, ast.Call):
        yield from _other_calls(node)
    if isinstance(node, ast.If | ast.IfExp):
        yield _with_negated_test
    if isinstance(node, _DELETED):
        yield _removed


def _other_constants(value: Any) -> Iterator[Edit]:
    if isinstance(value, bool):
        yield _with(value=not value)
    elif isinstance(value, int):
        yield _with(value=value + 1)
    elif isinstance(value, float):
        yield _with(value=2 * value if value else 1.0)


def _other_calls(node: ast.Call) -> Iterator[Edit]:
    for n in range(len(node.keywords)):
        yield _without_keyword(n)
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in ("reversed", "sorted") and len(node.args) == 1:
        yield lambda n: n.args[0]
    if name == "range" and len(node.args) == 1:
        yield lambda n: _call(n, [ast.Constant(1), n.args[0]])
        yield lambda n: _call(n, [ast.BinOp(n.args[0], ast.Sub(), ast.Constant(1))])
    if len(node.args) == 2 and not any(isinstance(one, ast.Starred) for one in node.args):
        yield lambda n: _call(n, n.args[::-1])


def _with(**fields: Any) -> Edit:
    def edit(node: Any) -> ast.AST:
        for name, value in fields.items():
            setattr(node, name, value)
        return node  # type: ignore[no-any-return]

    return edit


def _call(node: ast.Call, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(node.func, arguments, node.keywords)


def _without_keyword(number: int) -> Edit:
    def edit(node: ast.Call) -> ast.AST:
        kept = [keyword for n, keyword in enumerate(node.keywords) if n != number]
        return ast.Call(node.func, node.args, kept)

    return edit


def _turned(node: ast.BinOp) -> ast.AST:
    return ast.BinOp(node.right, node.op, node.left)


def _with_negated_test(node: Any) -> ast.AST:
    node.test = ast.UnaryOp(ast.Not(), node.test)
    return node  # type: ignore[no-any-return]


def _removed(_node: ast.AST) -> None:
    return None
