"""Whether a number chooses an axis: ``a.sum(0)``, ``np.sum(a, 0)``, ``axis=0``, ``a.shape[0]``."""

import ast

from grader.repair.calls import REDUCING

_MODULES = ("np", "numpy")


def is_axis(node: ast.Constant, parent: ast.AST) -> bool:
    """Tell whether a number in some node, its parent, chooses an axis."""
    if isinstance(parent, ast.keyword):
        return parent.arg == "axis"
    if isinstance(parent, ast.Subscript):
        return isinstance(parent.value, ast.Attribute) and parent.value.attr == "shape"
    if not isinstance(parent, ast.Call) or not isinstance(parent.func, ast.Attribute):
        return False
    owner = parent.func.value
    is_function = isinstance(owner, ast.Name) and owner.id in _MODULES
    place = next((n for n, one in enumerate(parent.args) if one is node), None)
    return parent.func.attr in REDUCING and place == (1 if is_function else 0)
