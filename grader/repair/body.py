"""Tell whether two pieces of code are one but for names, comments, docstrings and layout."""

import ast
import hashlib
from collections.abc import Iterable

from grader.syntax import UNPARSABLE, syntax_tree

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def body_of(sources: Iterable[str]) -> str:
    """Return a digest that renaming what the code itself binds does not change.

    Of what cannot be parsed it is a digest of the text.
    """
    digest = hashlib.blake2b(digest_size=16)
    for source in sources:
        try:
            digest.update(ast.dump(_renamed(syntax_tree(source))).encode("utf-8", "replace"))
        except UNPARSABLE:
            digest.update(source.encode("utf-8", "replace"))
        digest.update(b"\0")
    return digest.hexdigest()


def _renamed(tree: ast.Module) -> ast.Module:
    nodes = [*ast.walk(tree)]
    numbers: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.arg):
            numbers.setdefault(node.arg, f"_{len(numbers)}")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            numbers.setdefault(node.id, f"_{len(numbers)}")
    for node in nodes:
        if isinstance(node, ast.arg):
            node.arg, node.annotation = numbers[node.arg], None
        elif isinstance(node, ast.Name):
            node.id = numbers.get(node.id, node.id)
        elif isinstance(node, _DEFINITIONS) and len(node.body) > 1 and _is_text(node.body[0]):
            del node.body[0]
    return tree


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
