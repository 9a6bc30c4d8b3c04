"""What a statement's neighbours say: those of another layer, and the same one in other definitions.

Who wrote ``dW3 = ... + lambd / m * W3`` may have forgotten the last term in ``dW2``; who wrote
``dZ2 = dA2 * (A2 > 0)`` in one function may have written another thing in the next.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from grader.frozen import frozen
from grader.repair.instead import Instead
from grader.repair.scope import Scope
from grader.repair.written import Written, sides
from grader.syntax import expression_tree, syntax_tree

_NUMBERED = re.compile(r"([A-Za-z_]\w*?)(\d+)\Z")
_SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
}  # fmt: skip
_MOST = 6
"""What is tried for one statement."""
_DIGITS = 4
_LONGEST = 300
"""Characters of a neighbour's value."""


@frozen
class Neighbour:
    """A value that is given to a name somewhere, and how it is written there."""

    name: str
    value: ast.expr
    text: str


def values_in(tree: ast.AST, written: Written) -> Iterator[Neighbour]:
    """Yield the values that plain assignments of one line give to names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value
            if value.lineno == value.end_lineno and not isinstance(value, ast.Constant):
                text = written.text(value)
                if len(text) <= _LONGEST:
                    yield Neighbour(node.targets[0].id, value, text)


def edits(
    node: ast.Assign, written: Written, scope: Scope, others: Iterable[Neighbour]
) -> Iterator[Instead]:
    """Yield the value of an assignment as its neighbours have it, and with what only they do."""
    target = node.targets[0]
    if not isinstance(target, ast.Name) or node.value.lineno != node.value.end_lineno:
        return
    seen, own = set[str](), written.text(node.value)
    for other in others:
        for one in _of(other, target.id, node.value, written):
            names = {n.id for n in ast.walk(syntax_tree(one.text)) if isinstance(n, ast.Name)}
            if one.text not in seen and one.text != own and scope.knows(names):
                seen.add(one.text)
                yield one
        if len(seen) >= _MOST:
            return


def _of(other: Neighbour, name: str, value: ast.expr, written: Written) -> Iterator[Instead]:
    if other.name == name:
        if other.value is not value:
            yield Instead("operand", other.text, 0, 3)
        return
    mine, theirs = _NUMBERED.match(name), _NUMBERED.match(other.name)
    if not mine or not theirs or mine[1] != theirs[1]:
        return
    part = other.value
    if isinstance(part, ast.BinOp) and type(part.op) in _SIGNS:
        first, second = sides(part.op)
        added = ast.unparse(renumbered(part.right, theirs[2], mine[2]))
        if not isinstance(part.right, ast.Name | ast.Constant | ast.Attribute | ast.Call):
            needs = isinstance(part.op, ast.Mult | ast.Div | ast.Sub)
            added = f"({added})" if needs else added
        yield Instead(
            "operand", f"{written.operand(value, first)} {_SIGNS[type(part.op)]} {added}",
            min(first, second), 3, -1.0,
        )  # fmt: skip
    yield Instead("operand", ast.unparse(renumbered(part, theirs[2], mine[2])), 0, 3)


def renumbered(value: ast.expr, old: str, new: str) -> ast.expr:
    """Return a copy of a neighbour's value as it is for another layer: each number goes along.

    Those of its names, and of its keys.
    """
    again = expression_tree(ast.unparse(value))
    offset = int(new) - int(old) if max(len(old), len(new)) < _DIGITS else 0

    def along(name: str) -> str:
        found = _NUMBERED.match(name)
        if found and len(found[2]) < _DIGITS:
            return f"{found[1]}{int(found[2]) + offset}"
        return name

    for node in ast.walk(again):
        if isinstance(node, ast.Name):
            node.id = along(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = along(node.value)
    return again
