"""Would executing an assignment run the student's own code? Training must not start by itself."""

import ast
from collections.abc import Set

from grader.extract.statements import Statement, root_name

_NOT_EXECUTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def own_call(statement: Statement, own: Set[str]) -> str | None:
    """Return the name in `own` whose function or class (or a method of it) a statement calls.

    Calls inside functions and lambdas that the statement only defines do not count; nor does
    handing a function over, as ``np.vectorize(relu)`` does.
    """
    if "(" not in statement.source:
        return None
    waiting: list[ast.AST] = [statement.node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            name = root_name(node.func)
            if name in own:
                return name
        if not isinstance(node, _NOT_EXECUTED):
            waiting += ast.iter_child_nodes(node)
    return None
