"""Which imports of a statement are only tried: where the module is absent, another way is taken.

``try: import cupy`` with an ``except ImportError`` asks whether there is such a module. It gets a
true answer, and no stand-in.
"""

import ast
from collections.abc import Iterator

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_APART = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def tried(source: str) -> frozenset[int]:
    """Return the lines of the imports of which a failure is caught. Raises what parsing raises."""
    if "import" not in source or ("except" not in source and "suppress" not in source):
        return frozenset()
    found: set[int] = set()
    waiting: list[tuple[ast.AST, bool]] = [(ast.parse(source), False)]
    while waiting:
        node, is_tried = waiting.pop()
        if is_tried and isinstance(node, ast.Import | ast.ImportFrom):
            found.add(node.lineno)
        inner = is_tried and not isinstance(node, _APART)
        body = set(map(id, _guarded(node)))
        waiting += [(child, inner or id(child) in body) for child in ast.iter_child_nodes(node)]
    return frozenset(found)


def _guarded(node: ast.AST) -> list[ast.stmt]:
    """Return the statements of a block that goes on elsewhere when an import in it fails."""
    if isinstance(node, ast.Try) and any(_catches(handler.type) for handler in node.handlers):
        return node.body
    if isinstance(node, ast.With) and any(map(_suppresses, node.items)):
        return node.body
    return []


def _catches(caught: ast.expr | None) -> bool:
    return caught is None or not _CAUGHT.isdisjoint(_words(caught))


def _suppresses(item: ast.withitem) -> bool:
    made = item.context_expr
    return (
        isinstance(made, ast.Call)
        and "suppress" in _words(made.func)
        and any(_catches(argument) for argument in made.args)
    )


def _words(node: ast.expr) -> Iterator[str]:
    """Yield the last name of ``builtins.ImportError``, and of each of a tuple of them."""
    for one in node.elts if isinstance(node, ast.Tuple) else (node,):
        yield one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "")
