"""The nodes of a tree, in the order of `ast.walk`, which takes more than twice the time."""

import ast


def nodes_of(tree: ast.AST) -> list[ast.AST]:
    """Return a tree's nodes from its root: each row of them before the next."""
    found = [tree]
    add = found.append
    for node in found:  # what is added is gone through too
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                add(value)
            elif type(value) is list:
                for one in value:
                    if isinstance(one, ast.AST):
                        add(one)
    return found
