"""Tell whether a definition is still the blank that the handout gave."""

import ast
import re

from grader.extract.statements import Kind, Statement, parts

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_YOUR_CODE = re.compile(
    r"\#[^\n]{0,40}\b(?:your|seu|tu|su)\b[^\n]{0,20}\b(?:code|c[óo]digo|solution|solu[çc])|\#\s?TODO",
    re.IGNORECASE,
)


def definition_of(statement: Statement, name: str) -> ast.stmt | ast.expr | None:
    """Return the def, the class, or the value assigned, that gives `name` its meaning."""
    for part in reversed(parts(statement.node)):
        if isinstance(part, (*_FUNCTIONS, ast.ClassDef)) and part.name == name:
            return part
        if isinstance(part, (ast.Assign, ast.AnnAssign)) and statement.kind is not Kind.CHOICE:
            targets = part.targets if isinstance(part, ast.Assign) else [part.target]
            if any(isinstance(t, ast.Name) and t.id == name for t in targets):
                return part.value
    return None


def is_empty(node: ast.AST | None) -> bool:
    """Nothing but a docstring, ``pass``, ``...``, None in place of values, NotImplementedError."""
    if isinstance(node, _FUNCTIONS):
        return _is_empty_body(node.body)
    if isinstance(node, ast.ClassDef):
        return all((isinstance(s, _FUNCTIONS) and is_empty(s)) or is_no_op(s) for s in node.body)
    if isinstance(node, ast.Lambda):
        return is_placeholder(node.body)
    return is_placeholder(node)


def holds_blank(node: ast.AST, source: str) -> bool:
    """Whether a handout's definition leaves something to fill in; what is given whole does not.

    A place to fill in is ``name = None`` or ``...``, ``raise NotImplementedError``, an argument
    ``...``, or a comment that says whose code goes here.
    """
    if is_empty(node) or _YOUR_CODE.search(source):
        return True
    return any(_is_place(part) for part in ast.walk(node))


def _is_place(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return is_placeholder(node.value) and all(map(_is_plain_target, node.targets))
    if isinstance(node, ast.Raise):
        return is_not_implemented(node)
    if isinstance(node, ast.Call):
        return any(isinstance(a, ast.Constant) and a.value is ... for a in node.args)
    if isinstance(node, (ast.Expr, ast.Return)):
        return isinstance(node.value, ast.Constant) and node.value.value is ...
    return False


def _is_plain_target(node: ast.expr) -> bool:
    """Tell a name, or several, from ``self.grad = None``, which is no blank."""
    return isinstance(node, ast.Name) or (
        isinstance(node, ast.Tuple) and all(isinstance(e, ast.Name) for e in node.elts)
    )


def _is_empty_body(body: list[ast.stmt]) -> bool:
    unset: set[str] = set()
    for part in body:
        if is_no_op(part) or (isinstance(part, ast.Raise) and is_not_implemented(part)):
            continue
        if isinstance(part, ast.Assign) and is_placeholder(part.value):
            unset.update(n.id for t in part.targets for n in ast.walk(t) if isinstance(n, ast.Name))
        elif not (isinstance(part, ast.Return) and _returns_nothing(part.value, unset)):
            return False
    return True


def _returns_nothing(value: ast.expr | None, unset: set[str]) -> bool:
    if value is None or is_placeholder(value):
        return True
    values = value.elts if isinstance(value, ast.Tuple) else [value]
    return all(isinstance(v, ast.Name) and v.id in unset for v in values)


def is_placeholder(node: ast.AST | None) -> bool:
    """Tell None and ``...``, or several of them, in the place of a value."""
    if isinstance(node, ast.Tuple) and node.elts:
        return all(map(is_placeholder, node.elts))
    return isinstance(node, ast.Constant) and (node.value is None or node.value is ...)


def is_no_op(node: ast.stmt) -> bool:
    """Tell ``pass``, ``...`` and a text."""
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def is_not_implemented(node: ast.Raise) -> bool:
    """Tell ``raise NotImplementedError``, with whatever it says."""
    error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(error, ast.Name) and error.id == "NotImplementedError"
