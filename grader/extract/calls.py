"""Would executing an assignment run the student's own code? Training must not start by itself."""

import ast
from collections.abc import Set

from grader.extract.statements import Statement, root_name

_NOT_EXECUTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


_MANY = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.comprehension)
_OPERATIONS = frozenset({"__add__", "__radd__", "__mul__", "__rmul__"})


def own_call(statement: Statement, own: Set[str], numbers: Set[str] = frozenset()) -> str | None:
    """Return the name in `own` whose function or class (or a method of it) a statement calls.

    Calls inside functions and lambdas that the statement only defines do not count; nor does
    handing a function over, as ``np.vectorize(relu)`` does, nor making one number by a class of
    `numbers`, as ``ZERO = Valor(0)`` does, or one function by one that makes nothing else: that
    trains nothing.
    """
    if "(" not in statement.source:
        return None
    numbers = numbers if _is_one_value(statement.node) else frozenset()
    waiting: list[ast.AST] = [statement.node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            name = root_name(node.func)
            if name in own and not (name in numbers and isinstance(node.func, ast.Name)):
                return name
        if not isinstance(node, _NOT_EXECUTED):
            waiting += ast.iter_child_nodes(node)
    return None


def is_of_numbers(node: ast.ClassDef, numbers: Set[str]) -> bool:
    """Tell whether objects of a class are numbers: they are added or multiplied."""
    methods = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    return bool(methods & _OPERATIONS) or any(root_name(base) in numbers for base in node.bases)


def makes_a_function(node: ast.AST, own: Set[str]) -> bool:
    """Tell whether all that a function does is to make another one and return it.

    What it assigns on the way calls nothing of the notebook's.
    """
    if not isinstance(node, ast.FunctionDef):
        return False
    *before, last = node.body
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Lambda | ast.Name):
        return False  # of nearly every function that is told at once
    if not all(isinstance(part, ast.FunctionDef | ast.Assign | ast.Expr) for part in before):
        return False
    made = {part.name for part in before if isinstance(part, ast.FunctionDef)}
    if isinstance(last.value, ast.Name) and last.value.id not in made:
        return False
    return not any(_calls(part, own) for part in before if not isinstance(part, ast.FunctionDef))


def _calls(node: ast.AST, own: Set[str]) -> bool:
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    return any(root_name(call.func) in own for call in calls)


def _is_one_value(node: ast.AST) -> bool:
    """Tell whether a statement gives a name one value: what is many may be data, or parameters."""
    return isinstance(node, ast.Assign | ast.AnnAssign) and not any(
        isinstance(part, _MANY) for part in ast.walk(node)
    )
