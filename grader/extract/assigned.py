"""What assignments give a value to: variables, attributes and entries, by the name they bear."""

import ast
from collections.abc import Iterable, Iterator


def assigned(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.AST, ast.expr | None]]:
    """Yield each name that is given a value, the statement that gives it, and the value.

    Of ``x += y`` there is no value. What is unpacked is only named, and not made there.
    """
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from ((name, node, node.value) for name in named(target))
        elif isinstance(node, ast.AugAssign):
            yield from ((name, node, None) for name in named(node.target))
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from ((name, node, node.value) for name in named(node.target))


def named(target: ast.expr) -> Iterator[str]:
    """Yield the name of a target: of a variable, an attribute, or an entry under a word.

    Of entries that are numbered, or chosen by a mask, it is that of the array whose they are.
    """
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute):
        yield target.attr
    elif isinstance(target, ast.Subscript):
        key = target.slice.value if isinstance(target.slice, ast.Constant) else None
        if isinstance(key, str):
            yield key
        else:
            yield from named(target.value)
