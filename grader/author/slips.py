"""What a small change of right code is, as a kind of slip: a sentence is said of each kind."""

import ast
from collections.abc import Iterator

from grader.model import Text
from grader.syntax import expression_tree, syntax_tree
from grader.validate.mutants.change import Mutant

_SIGNS = (ast.Add, ast.Sub)
_FACTORS = (ast.Mult, ast.Div)


def other_axes(source: str) -> Iterator[Mutant]:
    """Yield every change of an axis 1 into 0 and of 0 into 1: small changes raise there instead."""
    tree = syntax_tree(source)
    for statement in tree.body:
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            continue
        for number, was in enumerate(_axes(statement), 1):
            before = int(was.value == 1)
            was.value = 1 - before
            told = f"{statement.name}: axis={before} -> axis={1 - before} ({number})"
            yield Mutant(told, statement.name, ast.unparse(tree))
            was.value = before


def _axes(statement: ast.stmt) -> list[ast.Constant]:
    return [
        node.value
        for node in ast.walk(statement)
        if isinstance(node, ast.keyword) and node.arg == "axis"
        and isinstance(node.value, ast.Constant) and node.value.value in (0, 1)
        and not isinstance(node.value.value, bool)
    ]  # fmt: skip


def slip_of(mutant: Mutant) -> str:
    """Return the kind of slip that a change is; the catalogue has a sentence and a hint for it."""
    told = mutant.id.partition(": ")[2]
    if told.startswith("axis="):
        return "axis"
    if told.startswith("without "):
        return "missing"
    before, _, after = told.partition(" -> ")
    one, other = _expression(before), _expression(after.rpartition(" (")[0] or after)
    if other is None:
        other = _expression(after)
    if one is None or other is None:
        return "other"
    return _kind(one, other)


def _kind(one: ast.expr, other: ast.expr) -> str:
    if isinstance(one, ast.Attribute) and one.attr == "T":
        return "transpose"
    if isinstance(one, ast.Constant):
        return "constant"
    if isinstance(one, ast.Compare):
        return "comparison"
    if isinstance(one, ast.UnaryOp):
        return "negation"
    if isinstance(one, ast.Call):
        return _of_call(one, other)
    if isinstance(one, ast.BinOp) and isinstance(other, ast.BinOp):
        if ast.dump(one.left) == ast.dump(other.right) and type(one.op) is type(other.op):
            return "order"
        if isinstance(one.op, _SIGNS):
            return "sign"
        return "factor" if isinstance(one.op, _FACTORS) else "power"
    return "other"


def _of_call(one: ast.Call, other: ast.expr) -> str:
    if not isinstance(other, ast.Call):
        return "other"
    if ast.unparse(one.func) == "range":
        return "range"
    lost = {k.arg for k in one.keywords} - {k.arg for k in other.keywords}
    if "axis" in lost:
        return "whole"
    return "argument" if lost else "order"


def _expression(source: str) -> ast.expr | None:
    try:
        return expression_tree(source)
    except SyntaxError:
        return None


def sentence(mutant: Mutant) -> Text:
    """Return what is said of a slip, to be worded better by the author."""
    return Text(f"author.slip.{slip_of(mutant)}", {"name": mutant.name})


def hint(mutant: Mutant) -> Text:
    """Return what is asked of whoever made it."""
    return Text(f"author.hint.{slip_of(mutant)}", {"name": mutant.name})
